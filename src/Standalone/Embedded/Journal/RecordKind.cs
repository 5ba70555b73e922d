namespace Holdfast.Standalone.Embedded.Journal;

/// <summary>The kinds of journal records. The numbers are the file format: never reused, never changed.</summary>
internal enum RecordKind : byte
{
    /// <summary>Line protocol that a bucket took, timestamps in nanoseconds.</summary>
    Points = 1,

    CreateDatabase = 2,
    CreatePolicy = 3,
    AlterPolicy = 4,
    DropDatabase = 5,
    DropPolicy = 6,
    DropMeasurement = 7,

    /// <summary>A range of time removed from some series of a measurement.</summary>
    DeleteRange = 8,

    /// <summary>One block of one series, in a snapshot.</summary>
    Block = 9,

    /// <summary>The end of a snapshot, with the first sequence of the journal that it does not cover.</summary>
    SnapshotEnd = 10,
}
