using Holdfast.Soak.Faults;
using Holdfast.Soak.Judging;

namespace Holdfast.Soak.Running;

/// <summary>How long everything takes in a run: the faults, and the intervals of Holdfast that are shortened so that it recovers between them.</summary>
/// <param name="Name">How it is called on the command line.</param>
/// <param name="Schedule">How dense the faults are.</param>
/// <param name="RecoveryLimit">How long a store may take to have everything.</param>
/// <param name="Keys">What of section <c>Holdfast</c> differs from its default, as <c>Key=value</c>.</param>
internal sealed record SoakTimes(string Name, SchedulePlan Schedule, TimeSpan RecoveryLimit, IReadOnlyList<string> Keys)
{
    private const double MiB = 1024 * 1024;

    /// <summary>
    /// What is still kept. In a fast run all that is judged lies within Holdfast's first minutes, when it still compiles and fills what has a
    /// limit: there only a leak of megabytes a second is told from that.
    /// </summary>
    public SoakThresholds Thresholds => new()
    {
        Recovery = RecoveryLimit,
        Memory = Name == Fast.Name ? (192 * MiB, 0.5) : (48 * MiB, 0.2),
        Managed = Name == Fast.Name ? (64 * MiB, 0.5) : (24 * MiB, 0.25),
        Handles = Name == Fast.Name ? 96 : 24,
    };

    /// <summary>Below this a run is fast unless it is told otherwise.</summary>
    public static readonly TimeSpan FastBelow = TimeSpan.FromMinutes(10);

    /// <summary>Below this it is brisk; from here on the intervals are as delivered.</summary>
    public static readonly TimeSpan BriskBelow = TimeSpan.FromHours(3);

    /// <summary>
    /// In every run: answers are remembered for a minute and a half of traffic and not ten, or a run of half an hour would spend a third of it
    /// growing into a limit that is there all the same.
    /// </summary>
    private static readonly string[] Always = ["Limits:IdempotencyEntries=20000"];

    /// <summary>Seconds: two minutes see every kind of fault.</summary>
    public static readonly SoakTimes Fast = new(
        "fast",
        new(Calm: Seconds(8), Shortest: Seconds(3), Longest: Seconds(6), Gap: Seconds(5), Tail: Seconds(18), Apart: Seconds(5), ForgetsApart: Seconds(25)),
        Seconds(60),
        [
            "Breaker:Isolation=2s", "Breaker:IsolationExtension=2s", "Breaker:Evaluation=2s", "Breaker:MinimumProbes=3",
            "Recovery:Settle=4s", "Recovery:Soak=5s", "Reconcile:ShortestInterval=15s", "Reconcile:Delay=10s", .. Always,
        ]);

    /// <summary>Tens of seconds.</summary>
    public static readonly SoakTimes Brisk = new(
        "brisk",
        new(Calm: Seconds(30), Shortest: Seconds(5), Longest: Seconds(40), Gap: Seconds(22), Tail: Seconds(90), Apart: Seconds(30), ForgetsApart: Seconds(60)),
        Seconds(240),
        ["Breaker:Isolation=10s", "Breaker:IsolationExtension=10s", "Breaker:Evaluation=10s", "Recovery:Soak=30s", .. Always]);

    /// <summary>As delivered: a store takes four minutes at least to come back.</summary>
    public static readonly SoakTimes Real = new(
        "real",
        new(Calm: Seconds(60), Shortest: Seconds(10), Longest: Seconds(300), Gap: Seconds(240), Tail: Seconds(600), Apart: Seconds(400), ForgetsApart: Seconds(400)),
        TimeSpan.FromMinutes(75),
        Always);

    /// <summary>Those of that name, or those that suit the length.</summary>
    public static SoakTimes Of(string? name, TimeSpan length) => name switch
    {
        "fast" => Fast,
        "brisk" => Brisk,
        "real" => Real,
        _ => length < FastBelow ? Fast : length < BriskBelow ? Brisk : Real,
    };

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
