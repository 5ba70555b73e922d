namespace Holdfast.Routing.LineProtocol;

/// <summary>
/// Why a line was rejected. Outside, each is written in snake case (<see cref="RejectionCodes.Text"/>); the names are part of the
/// contract with producers and never change their meaning.
/// </summary>
public enum RejectionCode
{
    /// <summary>The measurement is missing or malformed.</summary>
    InvalidMeasurement,

    /// <summary>A tag has no key, no value, or a malformed one.</summary>
    InvalidTag,

    /// <summary>The same tag key stands twice in one line.</summary>
    DuplicateTag,

    /// <summary>The line has no fields.</summary>
    MissingFields,

    /// <summary>A field has no key, no value, or a malformed one.</summary>
    InvalidField,

    /// <summary>A field's number is malformed, NaN or infinite.</summary>
    InvalidNumber,

    /// <summary>An integer does not fit into 64 bits, or a float is too large for a double.</summary>
    NumberOutOfRange,

    /// <summary>A quoted string does not end, or is malformed.</summary>
    InvalidString,

    /// <summary>The timestamp is not an integer.</summary>
    InvalidTimestamp,

    /// <summary>The timestamp does not fit into 64 bits of nanoseconds.</summary>
    TimestampOutOfRange,

    /// <summary>Bytes that are not UTF-8, or control characters where none may stand.</summary>
    InvalidCharacter,

    /// <summary>The line is longer than the limit.</summary>
    LineTooLong,

    /// <summary>The point is older than the tier's time to live: the store would drop it at once.</summary>
    TooOld,

    /// <summary>The point lies further in the future than is allowed.</summary>
    TooFarInFuture,

    /// <summary>A field's type differs from the contract's, or from the type first seen.</summary>
    FieldTypeConflict,

    /// <summary>A field's value lies outside the contract's range.</summary>
    FieldOutOfRange,

    /// <summary>A field stands in the line that the contract does not know.</summary>
    FieldNotAllowed,

    /// <summary>A tag that the contract requires is missing.</summary>
    TagRequired,

    /// <summary>A tag stands in the line that the contract does not allow.</summary>
    TagNotAllowed,

    /// <summary>A tag key has more distinct values than its limit.</summary>
    TagCardinality,

    /// <summary>The measurement's contract names another tier than the bucket's.</summary>
    WrongTier,

    /// <summary>The tier's schema is full: no further measurement, field or tag value can be learnt.</summary>
    SchemaFull,

    /// <summary>The store itself refused the point as faulty data; the message is the store's.</summary>
    RefusedByStore,
}
