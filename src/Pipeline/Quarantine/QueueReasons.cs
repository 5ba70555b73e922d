using Holdfast.Pipeline.Queueing;

namespace Holdfast.Pipeline.Quarantine;

/// <summary>Why a queue gave up a message, in the words by which letters are listed and redriven.</summary>
internal static class QueueReasons
{
    /// <summary>Nobody took it in time.</summary>
    public const string Expired = "expired";

    /// <summary>It came to the dead letters without a reason, by somebody else's hand.</summary>
    public const string Unknown = "unknown";

    /// <summary>The reason; what Service Bus says in its own words is told in Holdfast's.</summary>
    public static string Of(LetterItem item) => item.DeadReason switch
    {
        "TTLExpiredException" => Expired,
        "MaxDeliveryCountExceeded" => MessageReasons.Undeliverable,
        "" => Unknown,
        var given => given,
    };
}
