namespace Holdfast.Functions.Influx;

/// <summary>The columns of Flux's rows that are no tags.</summary>
internal static class FluxColumns
{
    public const string Yield = "result";

    public const string Table = "table";

    public const string Time = "_time";

    public const string Value = "_value";

    public const string Field = "_field";

    public const string Measurement = "_measurement";

    /// <summary>Whether it is none of them. Tags of these names cannot be told from them; the store itself reserves those with an underscore.</summary>
    public static bool IsTag(string column) => column is not (Yield or Table or Time or Value or Field or Measurement);
}
