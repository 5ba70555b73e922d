using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Planning;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Holdfast.Pipeline.Writing;

/// <summary>
/// Tries one batch at one target: retries what is transient while the shared budget lasts, within what is left of the request's time.
/// Polly's pipeline, outermost first: the time that is left, then the retries. Safe for any number of threads.
/// </summary>
public sealed class AttemptRunner
{
    private static readonly ResiliencePropertyKey<AttemptState> State = new("holdfast.attempt");

    private readonly DeliveryOptions _options;
    private readonly RetryGate _gate;
    private readonly HoldfastMetrics _metrics;
    private readonly ResiliencePipeline<AttemptOutcome> _pipeline;

    /// <summary>Makes the runner; one serves the whole process.</summary>
    /// <param name="options">Retries and backoff.</param>
    /// <param name="gate">The shared retry budget.</param>
    /// <param name="metrics">Counts the batches that no retry helped.</param>
    /// <param name="jitter">Gives random numbers from 0 up to 1; safe for any number of threads.</param>
    /// <param name="time">The clock.</param>
    public AttemptRunner(DeliveryOptions options, RetryGate gate, HoldfastMetrics metrics, Func<double> jitter, TimeProvider time)
    {
        _options = options;
        _gate = gate;
        _metrics = metrics;
        var builder = new ResiliencePipelineBuilder<AttemptOutcome> { TimeProvider = time };
        builder.AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = static arguments => new(StateOf(arguments.Context).TimeLeft) });
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<AttemptOutcome>
            {
                MaxRetryAttempts = options.Retries,
                ShouldHandle = static arguments => new(StateOf(arguments.Context).TryBeginRetry(arguments.Outcome.Result)),
                DelayGenerator = arguments => new(Backoff.FullJitter(arguments.AttemptNumber, options.Backoff, jitter())),
            });
        }

        _pipeline = builder.Build();
    }

    /// <summary>Tries the batch. Never throws for what a store or a network may do.</summary>
    /// <param name="target">Where.</param>
    /// <param name="batch">What.</param>
    /// <param name="trace">What to pass on of the request's trace.</param>
    /// <param name="timeLeft">What is left of the time for attempts; positive.</param>
    public async Task<AttemptOutcome> RunAsync(TargetRuntime target, Batch batch, TraceContext trace, TimeSpan timeLeft)
    {
        var state = new AttemptState(target, batch, trace, timeLeft, _options.Retries, _gate);
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, CancellationToken.None);
        context.Properties.Set(State, state);
        _gate.Begin();
        try
        {
            var outcome = await _pipeline.ExecuteAsync(
                static (context, state) => new ValueTask<AttemptOutcome>(state.WriteAsync(context.CancellationToken)), context, state);
            if (outcome.Class == WriteClass.Transient)
                _metrics.RetriesExhausted(batch.Tier.Name, target.Store.Name);
            return outcome;
        }
        catch (TimeoutRejectedException)
        {
            return AttemptOutcome.TimedOut;
        }
        finally
        {
            state.End();
            _gate.End();
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static AttemptState StateOf(ResilienceContext context) =>
        context.Properties.TryGetValue(State, out var state) ? state : throw new InvalidOperationException("an attempt without its state");
}
