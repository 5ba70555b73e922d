namespace Holdfast.Pipeline.Quarantine;

/// <summary>The application properties of a letter on the queue.</summary>
internal static class LetterNames
{
    public const string Kind = "kind";
    public const string Id = "id";
    public const string Time = "time";
    public const string Source = "source";
    public const string Tier = "tier";
    public const string Bucket = "bucket";
    public const string Reason = "reason";
    public const string Message = "message";
    public const string Line = "line";
    public const string Column = "column";
    public const string Attempts = "attempts";
    public const string Lineage = "lineage";
    public const string Precision = "precision";
    public const string Encoding = "encoding";
    public const string Size = "size";
    public const string Part = "part";
    public const string Parts = "parts";

    /// <summary>The kinds.</summary>
    public const string LetterKind = "letter";
    public const string PartKind = "part";

    /// <summary>The encodings.</summary>
    public const string Gzip = "gzip";
    public const string Identity = "identity";
}
