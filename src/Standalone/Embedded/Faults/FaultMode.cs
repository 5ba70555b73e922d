using System.Text.Json.Serialization;

namespace Holdfast.Standalone.Embedded.Faults;

/// <summary>How an embedded store fails. The names in JSON are given with each.</summary>
public enum FaultMode
{
    /// <summary><c>none</c>: it does not.</summary>
    [JsonStringEnumMemberName("none")]
    None = 0,

    /// <summary><c>refuse</c>: the listener is closed and every connection reset, so that clients see their connections refused.</summary>
    [JsonStringEnumMemberName("refuse")]
    Refuse,

    /// <summary><c>hang</c>: the request is read and not answered until the fault is cleared.</summary>
    [JsonStringEnumMemberName("hang")]
    Hang,

    /// <summary><c>reset</c>: the connection is reset when a part of the request has been read.</summary>
    [JsonStringEnumMemberName("reset")]
    Reset,

    /// <summary><c>slow</c>: the request is carried out after a delay.</summary>
    [JsonStringEnumMemberName("slow")]
    Slow,

    /// <summary><c>status</c>: the request is not carried out and answered with a status, with the body of the real product.</summary>
    [JsonStringEnumMemberName("status")]
    Status,

    /// <summary><c>commit-then-timeout</c>: the request is carried out and never answered.</summary>
    [JsonStringEnumMemberName("commit-then-timeout")]
    CommitThenTimeout,

    /// <summary><c>reject-matching</c>: lines that contain a text are refused with 400.</summary>
    [JsonStringEnumMemberName("reject-matching")]
    RejectMatching,
}
