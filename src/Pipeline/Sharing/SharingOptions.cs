using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Sharing;

/// <summary>How instances share the deferred log and the fences. All instances must agree on the times.</summary>
public sealed record SharingOptions
{
    /// <summary>Who this instance is: unique for each start of a process, at most 64 characters.</summary>
    public required string Instance { get; init; }

    /// <summary>How old the view of the board may be, from before its last complete read began; beyond it every write counts as overlapping.</summary>
    public TimeSpan Staleness { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one call of the board may take.</summary>
    public TimeSpan PostLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the transfers of one group may take behind its announcement.</summary>
    public TimeSpan SendLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long after it was given up a transfer may still become durable, and how long a process may stand still between looking at the clock and
    /// sending.
    /// </summary>
    public TimeSpan SendSettle { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How young a message is not delivered yet: what was committed before it, in ignorance of what is owed, must have come behind it by then.
    /// At least <see cref="Staleness"/>.
    /// </summary>
    public TimeSpan HoldBack { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long after it was written something may still be appended behind what was owed without this instance's knowledge: nine tenths of
    /// <see cref="HoldBack"/>, so that it is received in time.
    /// </summary>
    public TimeSpan MakeUpWithin => HoldBack * 0.9;

    /// <summary>How long a note is left on the board after it was read: an instance that stands still no longer than this misses none.</summary>
    public TimeSpan KeepNotes { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a raised fence holds unless it is raised again, which is done at a quarter of it.</summary>
    public TimeSpan FenceLifetime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a receive waits for messages.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// After how long the lock of a lane is let go although what was read last was not settled: longer than the delivery of one piece may take, the
    /// search for its poison at a slow store included. A drain that gives up says so, and need not be waited for.
    /// </summary>
    public TimeSpan AbandonedAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After how long without a read the lock of a lane is let go when nothing that was read is left to be settled.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Lines above so many bytes are compressed.</summary>
    public int CompressAbove { get; init; } = 1024;

    /// <summary>The most bytes of messages behind one announcement; a larger append is a group of its own.</summary>
    public int MaxGroupBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>The most bytes of messages that wait for their announcement; beyond, an append is answered <c>Full</c> unless nothing else waits.</summary>
    public int MaxWaitingBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How many groups may be under way at once.</summary>
    public int MaxGroups { get; init; } = 4;

    /// <summary>The most bytes of lines that are received ahead in one lane; one message is always received.</summary>
    public int MaxHeldBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long after its announcement a batch may still arrive in its lane.</summary>
    public TimeSpan LongestAppend => PostLimit + SendLimit + SendSettle;

    /// <summary>What of the configuration, or of these times, cannot be shared by many instances; empty when nothing.</summary>
    /// <param name="settings">How far back what was committed is kept, and how long a request may be under way.</param>
    public IReadOnlyList<RoutingError> Check(HoldfastSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var errors = new List<RoutingError>();
        if (Instance.Length is 0 or > 64)
            errors.Add(new(nameof(Instance), "the instance's name is empty or too long", "Use 1 to 64 characters"));
        if (settings.Recovery.RewindBytes == 0 || settings.Recovery.RewindAge < Staleness * 2)
        {
            errors.Add(new(
                $"{SettingsReader.Root}:Recovery:{(settings.Recovery.RewindBytes == 0 ? "RewindBytes" : "RewindAge")}",
                $"it is {settings.Recovery.RewindAge} with RewindBytes {settings.Recovery.RewindBytes}, and what this instance committed lately could not be looked up for the others",
                $"Where instances share the fences, use at least {Staleness * 2} and RewindBytes above 0; or run one local instance without Service Bus"));
        }

        // A fence is said again at a quarter of its lifetime, and given up when what is left of it is no longer than a request.
        var longest = FenceBook.LingerFor(settings);
        if (longest >= FenceLifetime * 0.75)
        {
            errors.Add(new(
                longest == settings.Recovery.Settle ? $"{SettingsReader.Root}:Recovery:Settle" : $"{SettingsReader.Root}:Delivery:Timeout",
                $"with it a write may be under way for {longest}, and no fence between the instances would hold for as long as a repair needs it",
                $"Where instances share the fences, stay below {FenceLifetime * 0.75}, for which Delivery:Timeout counts as many times as Limits:MaxExpandedBytes needs beyond Delivery:ReferenceBytes; or run one local instance without Service Bus"));
        }

        if (HoldBack < Staleness)
            errors.Add(new(nameof(HoldBack), "a message must be held back for at least as long as a view may be old", $"Use at least {Staleness}"));
        if (KeepNotes < LongestAppend + Staleness)
            errors.Add(new(nameof(KeepNotes), "notes must be kept for longer than the longest append and a stale view together", $"Use at least {LongestAppend + Staleness}"));
        return errors;
    }
}
