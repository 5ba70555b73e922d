namespace Holdfast.Pipeline.DeadLetters;

/// <summary>The kinds of record in the dead letters' log. The numbers are written to disk.</summary>
internal enum LetterRecordKind
{
    /// <summary>None that this version knows.</summary>
    Unknown = 0,

    /// <summary>A letter; its id is the record's sequence.</summary>
    Letter = 1,

    /// <summary>A letter that was copied from an older segment; its id is written in front.</summary>
    Moved = 2,

    /// <summary>The ids of letters that were removed.</summary>
    Removed = 3,
}
