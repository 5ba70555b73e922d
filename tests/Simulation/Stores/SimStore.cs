using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.Tiers;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Stores;

/// <summary>One store of the world: takes requests, applies them, answers, and fails as the schedule says.</summary>
internal sealed class SimStore
{
    private readonly SimWorld _world;
    private readonly StoreDefinition _definition;
    private readonly StoreTraits _traits;
    private readonly Random _random;
    private readonly StoreWriter _writer;
    private readonly InfluxQlAnswers _queries;
    private readonly StoreFaults _faults;
    private readonly Dictionary<string, TimeSpan> _retentions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _wrongSince = new(StringComparer.Ordinal);
    private readonly List<SimRequest> _open = [];
    private int _count;

    public SimStore(SimWorld world, StoreDefinition definition, StoreTraits traits, int seed)
    {
        _world = world;
        _definition = definition;
        _traits = traits;
        _random = new(seed);
        foreach (var tier in world.Scenario.Settings.Table.Tiers)
            foreach (var target in tier.Chain.Where(target => target.Store == definition.Name))
                _retentions[target.Bucket] = tier.Retention;
        Content = new([.. _retentions.Keys, SettingsMaker.ProbeBucket]);
        _writer = new(definition.Name, definition.Api, traits, Content);
        _queries = new(this, traits.Reading);
        _faults = new(world, this, _random);
    }

    public string Name => _definition.Name;

    public StoreContent Content { get; }

    public StoreFaults Faults => _faults;

    public IEnumerable<string> BucketNames => _retentions.Keys;

    /// <summary>How many requests the store really answered well, and was heard.</summary>
    public int AnsweredWell { get; private set; }

    /// <summary>Whether some write is still on its way, or kept for later.</summary>
    public bool IsBusy => _open.Exists(static request => request.IsWrite) || _faults.IsBusy;

    /// <summary>Whether a process waits for the answer to a write.</summary>
    public bool IsWrittenTo => _open.Exists(static request => request.IsLive && !request.IsAnswered);

    /// <summary>Begins to make durable what is acknowledged, now and then.</summary>
    public void StartSyncing() => _world.After(_traits.SyncEvery, () =>
    {
        if (!_faults.IsDown)
            Content.Sync();
        StartSyncing();
    });

    public TimeSpan RetentionOf(string bucket) =>
        _wrongSince.ContainsKey(bucket) ? _retentions[bucket] + TimeSpan.FromDays(1) : _retentions[bucket];

    /// <summary>Sets the time to live of a bucket wrong, or right again.</summary>
    public void KeepWrongly(string bucket, bool wrong)
    {
        if (wrong)
            _wrongSince.TryAdd(bucket, _world.Scheduler.Now);
        else
            _wrongSince.Remove(bucket);
    }

    /// <summary>Takes a request from a process, at the moment of its sending.</summary>
    public SimRequest Receive(SimProcess process, StoreRequest request)
    {
        var body = request.Body.Count == 0 ? "" : string.Concat(request.Body.Select(static part => Encoding.UTF8.GetString(part.Span)));
        var sent = new SimRequest(process, request, body, _count++);
        _world.Trace.Add($"{Name} < {sent.Number} {request.PathAndQuery} {body.Length}");
        _world.Watch.Sending(process, this, sent);
        if (sent.IsWrite && request.Body.Count > 0 && _wrongSince.TryGetValue(BucketOf(sent.Path), out var since))
            _world.Watch.SendingToWrong(process, this, BucketOf(sent.Path), since);
        _open.Add(sent);
        _world.After(Latency(), () => Arrive(sent));
        return sent;
    }

    /// <summary>Does what a healthy store does with a request.</summary>
    public StoreResponse Serve(SimRequest request)
    {
        var path = request.Path;
        if (request.IsWrite)
        {
            var response = _writer.Write(BucketOf(path), request.Body);
            _world.Trace.Add($"{Name} applied {request.Number}: {response.Status}");
            return response;
        }

        if (path.StartsWith("/ping", StringComparison.Ordinal))
            return StoreResponse.NoContent;
        if (path.StartsWith("/api/v2/buckets", StringComparison.Ordinal))
            return Buckets(Parameter(path, "name"));
        if (path.StartsWith("/api/v2/tasks", StringComparison.Ordinal))
            return new() { Status = 200, Body = """{"tasks":[]}""" };
        if (!path.StartsWith("/query", StringComparison.Ordinal))
            return _writer.Refusal(404, "page not found");
        var (status, answer) = _queries.Answer(DatabaseOf(path), Parameter(path, "q"));
        var cut = answer.Length > request.MaximumAnswer;
        return new() { Status = status, Body = cut ? answer[..request.MaximumAnswer] : answer, Truncated = cut };
    }

    /// <summary>A refusal in the store's dialect.</summary>
    public StoreResponse Refusal(int status, string message) => _writer.Refusal(status, message);

    /// <summary>Sends an answer, which arrives a little later.</summary>
    public void Answer(SimRequest request, StoreResponse response)
    {
        if (request.IsAnswered)
            return;
        request.IsAnswered = true;
        if (response.Failure is null)
            _faults.Answered(_world.Scheduler.Now);
        _world.After(Latency(), () =>
        {
            _open.Remove(request);
            request.Process.Gate.Post(() => Deliver(request, response));
        });
    }

    /// <summary>Never answers it.</summary>
    public void Drop(SimRequest request)
    {
        request.IsAnswered = true;
        _open.Remove(request);
    }

    /// <summary>Breaks all connections.</summary>
    public void BreakConnections()
    {
        foreach (var request in _open.Where(static request => !request.IsAnswered).ToList())
            Answer(request, StoreResponse.Failed(TransportFailureKind.Reset, "connection reset by peer"));
    }

    private void Arrive(SimRequest request)
    {
        // Its connection was broken on the way.
        if (request.IsAnswered || _faults.Meets(request))
            return;
        Answer(request, Serve(request));
    }

    private void Deliver(SimRequest request, StoreResponse response)
    {
        if (request.IsAbandoned)
            return;
        _world.Trace.Add($"{Name} > {request.Number} {response.Status}{response.Failure?.Kind}");

        // Counted first: whoever waits goes on inside the delivery, and may close the breaker on this very answer.
        if (response.Failure is null && response.Status is (>= 200 and < 300) or 400 or 413 or 422)
            AnsweredWell++;
        request.Deliver(response);
    }

    private TimeSpan Latency() => TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond / 10 + _random.NextInt64(_traits.Latency.Ticks));

    private StoreResponse Buckets(string bucket)
    {
        var found = _retentions.ContainsKey(bucket)
            ? new[] { new { name = bucket, retentionRules = new[] { new { everySeconds = (long)RetentionOf(bucket).TotalSeconds } } } }
            : [];
        return new() { Status = 200, Body = JsonSerializer.Serialize(new { buckets = found }) };
    }

    private string BucketOf(string path) => _definition.Api == StoreApi.V2 ? Parameter(path, "bucket") : DatabaseOf(path);

    private static string DatabaseOf(string path)
    {
        var policy = Parameter(path, "rp");
        return policy.Length == 0 ? Parameter(path, "db") : $"{Parameter(path, "db")}/{policy}";
    }

    private static string Parameter(string path, string name)
    {
        foreach (var pair in path[(path.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&'))
        {
            if (pair.StartsWith(name + "=", StringComparison.Ordinal))
                return Uri.UnescapeDataString(pair[(name.Length + 1)..]);
        }

        return "";
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({_definition.Api})");
}
