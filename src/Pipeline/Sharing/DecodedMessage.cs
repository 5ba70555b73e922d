using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>What a message of the deferred log says.</summary>
/// <param name="Batch">The batch; null when it could not be understood.</param>
/// <param name="CommittedAt">When its store took it, where it was appended afterwards.</param>
/// <param name="Reason">Otherwise: why not, as a code.</param>
/// <param name="Description">The same for people.</param>
internal sealed record DecodedMessage(OwedBatch? Batch, DateTimeOffset? CommittedAt, string Reason, string Description)
{
    public static DecodedMessage Refused(string reason, string description) => new(null, null, reason, description);
}
