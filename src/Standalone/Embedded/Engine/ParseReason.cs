using Holdfast.Routing.LineProtocol;

namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>InfluxDB's words for why a line did not parse.</summary>
internal static class ParseReason
{
    public static string Of(Rejection rejection) => rejection.Code switch
    {
        RejectionCode.InvalidMeasurement => "missing measurement",
        RejectionCode.InvalidTag => "missing tag value",
        RejectionCode.DuplicateTag => "duplicate tags",
        RejectionCode.MissingFields => "missing fields",
        RejectionCode.InvalidField => "invalid field format",
        RejectionCode.InvalidNumber => "invalid number",
        RejectionCode.NumberOutOfRange => "value out of range",
        RejectionCode.InvalidString => "unbalanced quotes",
        RejectionCode.InvalidTimestamp => "bad timestamp",
        RejectionCode.TimestampOutOfRange => "time outside range",
        _ => rejection.Message,
    };
}
