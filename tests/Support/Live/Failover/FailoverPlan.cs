namespace Holdfast.Tests.Support.Live.Failover;

/// <summary>What is sent, and when the primary fails. All moments count from the first request.</summary>
internal sealed record FailoverPlan
{
    /// <summary>The points of one request.</summary>
    public const int PointsPerRequest = 5;

    /// <summary>Long enough to see every stage once; for the suite.</summary>
    public static readonly FailoverPlan Short = new()
    {
        Load = TimeSpan.FromSeconds(12),
        HangAt = TimeSpan.FromSeconds(2),
        KillAt = TimeSpan.FromSeconds(6),
        RestartAt = TimeSpan.FromSeconds(8),
    };

    /// <summary>The promise as it is made: a minute of load, the primary hung for 20 s, killed, and restarted 10 s later.</summary>
    public static readonly FailoverPlan Full = new()
    {
        Load = TimeSpan.FromSeconds(60),
        HangAt = TimeSpan.FromSeconds(10),
        KillAt = TimeSpan.FromSeconds(30),
        RestartAt = TimeSpan.FromSeconds(40),
    };

    /// <summary>How long requests are sent.</summary>
    public required TimeSpan Load { get; init; }

    /// <summary>When the primary is stopped as it stands: it takes connections and answers nothing.</summary>
    public required TimeSpan HangAt { get; init; }

    /// <summary>When it is killed.</summary>
    public required TimeSpan KillAt { get; init; }

    /// <summary>When it is started again.</summary>
    public required TimeSpan RestartAt { get; init; }

    /// <summary>Requests per second.</summary>
    public int Rate { get; init; } = 200;

    /// <summary>The requests in all.</summary>
    public int Requests => (int)(Rate * Load.TotalSeconds);

    /// <summary>
    /// The request whose points a request carries: its own, or, for two in ten, those of an earlier one, which it corrects. One correction comes
    /// after 0.8 s, and another to the same points after 10 s, so that the two meet every stage of the outage.
    /// </summary>
    public static int PointsOf(int request) => (request % 10, request) switch
    {
        (9, >= 200) => request - 154,
        (4, >= 2100) => request - 2009,
        _ => request,
    };

    /// <summary>When a request is due.</summary>
    public TimeSpan DueAt(int request) => TimeSpan.FromSeconds((double)request / Rate);
}
