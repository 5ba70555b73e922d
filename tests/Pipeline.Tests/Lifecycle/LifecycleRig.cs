using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Lifecycle;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Tests.Lifecycle;

/// <summary>A lifecycle gate over the real pipeline, with a webhook that a test decides about.</summary>
internal sealed class LifecycleRig
{
    public static readonly TimeSpan Soak = TimeSpan.FromMinutes(15);

    private readonly HoldfastSettings _settings;

    private LifecycleRig(WritingRig writing, Uri? webhook)
    {
        Writing = writing;
        Hook = new(request =>
        {
            Posts.Add(StoreSamples.Text(request.Body));
            return HookAnswer(request);
        });
        _settings = writing.Settings with { Lifecycle = new() { Webhook = webhook } };
        Gate = NewGate();
    }

    public WritingRig Writing { get; }

    public LifecycleGate Gate { get; private set; }

    public FakeTasks Primary => Writing.Primary.Tasks!;

    public FakeTasks Replica => Writing.Replica.Tasks!;

    public bool Recovering { get; set; }

    /// <summary>Everything that was posted, whatever the answer.</summary>
    public List<string> Posts { get; } = [];

    public Func<StoreRequest, StoreResponse> HookAnswer { get; set; } = static _ => new() { Status = 200 };

    public ScriptedTransport Hook { get; set; }

    /// <summary>What was logged, by event id.</summary>
    public List<int> Events { get; } = [];

    public LifecycleReport Report => Gate.Report(WritingRig.Bucket)!;

    public static async Task<LifecycleRig> StartAsync(VirtualWorld world, string? webhook = null)
    {
        var writing = await WritingRig.StartAsync(world);
        writing.Primary.Tasks = new();
        writing.Replica.Tasks = new();
        return new(writing, webhook is null ? null : new(webhook));
    }

    /// <summary>A second life on the same disk; the first one does nothing any more.</summary>
    public void Restart()
    {
        Writing.Disk.Kill();
        Gate = NewGate();
    }

    /// <summary>The same after a loss of power: what was not synced may be gone.</summary>
    public void LosePower()
    {
        Writing.Disk.LosePower();
        Gate = NewGate();
    }

    /// <summary>Makes the replica take a batch that the primary then is owed; the breakers stay closed.</summary>
    public async Task OweAsync(int value = 1)
    {
        Writing.Primary.Refuse();
        await Writing.WriteAsync(value);
        Writing.Primary.Recover();
    }

    public async Task DrainAsync()
    {
        while ((await Writing.DrainAsync()).Status == DrainStatus.Progressed)
        {
        }
    }

    /// <summary>Lets time pass as the head does: the gate and the breakers are stepped every second.</summary>
    public async Task PassAsync(double seconds)
    {
        for (var second = 0.0; second < seconds; second++)
        {
            await Gate.StepAsync(CancellationToken.None);
            await Writing.PassAsync(Math.Min(1, seconds - second));
        }

        await Gate.StepAsync(CancellationToken.None);
        await Gate.EndAsync();
    }

    private LifecycleGate NewGate() => new(
        _settings, Writing.Targets, Writing.Retention, Writing.Log, _ => Recovering, Writing.Disk.Root(), Hook, new(new Recorder(Events)), Writing.Time);

    private sealed class Recorder(List<int> events) : ILogger<EventLog>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => events.Add(eventId.Id);
    }
}
