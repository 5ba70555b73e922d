using System.Text;
using System.Text.Json;
using Holdfast.Fuzzing.Mutating;
using Holdfast.Fuzzing.Running;
using Holdfast.Fuzzing.Settings;
using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Hosting;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Lifecycle;
using Holdfast.Pipeline.Operations;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.Recovery;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Fuzzing.Logs;

/// <summary>The small files of the data folder. One that is damaged is told and begins afresh: never does it keep Holdfast from starting.</summary>
internal sealed class FilesTarget : FuzzTarget
{
    private const string Breakers = "breakers.json";
    private const string Recovery = "primary.json";
    private const string Schema = "schema.ndjson";
    private const string Holds = "holds.json";
    private const string Paused = "buckets.json";

    private static readonly string[] Names = ["primary", "replica", "hot", "cold", "telemetry_hot", "Version", "Stores", "Record", "Finished", "Window", "Transitions", "Id", "Tier", "Pairs", "Range", "From", "To", "$type", "2026-11-20T12:00:00Z", "9999-12-31T23:59:59Z", "00:00:10", "Float", "Closed", "Open"];

    private static readonly FixedTime Time = new();

    private readonly HoldfastSettings _settings = SettingsFacts.Sound();
    private List<(string Name, byte[] Content)> _sound = [];

    public override string Name => "files";

    public override int TestSeeds => 1500;

    public override async Task PrepareAsync()
    {
        var sight = RecoverySight.Of(new BreakerState(), default, false);
        var record = RecoveryRecord.Create("primary", 7, sight, Time.GetUtcNow());
        _sound =
        [
            (Breakers, Encoding.UTF8.GetBytes(await BusyBreakersAsync())),
            (Recovery, new RecoveryFile(record, [RecoverySummary.Of(record)]).ToBytes()),
            (RepairJournal.FileName, JsonSerializer.SerializeToUtf8Bytes(new[] { new PendingRepair("primary", "telemetry_hot", 1, 2) })),
            (ReconcileBook.FileName, Reports()),
            (Schema, "[\"hot\",\"cpu\",\"usage\",\"Float\"]\n[\"cold\",\"mem\",\"free\",\"Integer\"]\n"u8.ToArray()),
            (Holds, JsonSerializer.SerializeToUtf8Bytes(new[] { new TaskHold("1", "downsample", ["telemetry_hot"], TaskHoldKind.Paused) })),
            (Paused, "{\"telemetry_hot\":\"2026-11-20T11:00:00+00:00\"}"u8.ToArray()),
        ];
        foreach (var (name, content) in _sound)
            await CheckAsync(FilePack.Pack([(name, content)]));
    }

    public override byte[] Make(Random random)
    {
        var (name, content) = _sound[random.Next(_sound.Count)];
        var json = name == Schema ? content : new JsonMaker(random, Names).Mutate(content, random.Next(0, 4));
        if (random.Next(3) == 0 || name == Schema)
            json = new ByteMutator(random, [.. Words.Odd, .. Words.Of(Names)]).Mutate(json, random.Next(1, 3), content);
        return FilePack.Pack([(name, json)]);
    }

    public override string Show(byte[] input) => string.Join("; ", FilePack.Unpack(input).Select(static file => $"{file.Name}: {Shown.Of(file.Content)}"));

    public override async Task CheckAsync(byte[] input)
    {
        var disk = Disk.Of("", input);
        foreach (var (name, content) in FilePack.Unpack(input))
        {
            switch (name)
            {
                case Breakers:
                    CheckBreakers(Encoding.UTF8.GetString(content));
                    break;
                case Recovery:
                    await CheckRecoveryAsync(disk.Root());
                    break;
                case RepairJournal.FileName:
                    await CheckRepairsAsync(disk.Root());
                    break;
                case ReconcileBook.FileName:
                    await CheckReportsAsync(disk.Root());
                    break;
                case Schema:
                    await CheckSchemaAsync(disk);
                    break;
                case Holds:
                    await CheckLifecycleAsync<List<TaskHold>>(disk, name);
                    break;
                case Paused:
                    await CheckLifecycleAsync<Dictionary<string, DateTimeOffset>>(disk, name);
                    break;
            }
        }
    }

    private static BreakerRegistry NewBreakers() => new(["primary", "replica"], new BreakerOptions(), Time, 7);

    private static void CheckBreakers(string text)
    {
        var breakers = NewBreakers();
        var import = breakers.Import(text);
        breakers.Tick();
        breakers.Isolate("primary", "by hand");
        breakers.Restore("replica");
        breakers.Tick();
        foreach (var breaker in breakers.Breakers)
            _ = breaker.Snapshot;
        var again = NewBreakers().Import(breakers.Export());
        Finding.Unless(again is { Error: "", Corrupt: [] }, "what is saved can be read", $"{again.Error} {string.Join(',', again.Corrupt)}; before: {import.Error}");
    }

    private static async Task CheckRecoveryAsync(IStorage storage)
    {
        var book = new RecoveryBook("primary", storage, new EventLog(NullLogger<EventLog>.Instance), Time);
        await book.LoadAsync();
        var sight = RecoverySight.Of(new BreakerState(), default, false);
        var record = book.Open(7, sight);
        Finding.Unless(record.IsSound, "only a sound record is taken up");
        _ = record.TimeLeft;
        _ = JsonSerializer.Serialize(book.Finished, OperationsReports.Json);
        foreach (var seen in (RecoverySight[])[sight, RecoverySight.Of(new BreakerState { Mode = BreakerMode.Open, OpenedAt = Time.GetUtcNow() }, default, true)])
        {
            var step = RecoveryWorkflow.Next(record, new RecoveryEvent.Looked(seen), new RecoveryOptions(), Time.GetUtcNow());
            await book.TurnAsync(step);
            Finding.Unless(step.Record.IsSound, "a sound record is followed by a sound one");
            record = step.Record;
        }
    }

    private async Task CheckRepairsAsync(IStorage storage)
    {
        var fences = new FenceBook(TimeSpan.Zero, Time);
        var journal = new RepairJournal(storage, fences, _settings.Table, new RecoveryOptions(), Time);
        using var stopping = new CancellationTokenSource();
        var lowered = await journal.RestoreAsync(stopping.Token);
        Finding.Unless(journal.Count == 0 || fences.Count > 0, "what was being repaired is fenced", $"{journal.Count} and {fences.Count} fences");
        foreach (var tier in _settings.Table.Tiers)
        {
            foreach (var target in tier.Chain)
                _ = fences.Overlaps(target.Store, tier.Bucket, 0, 1);
        }

        await stopping.CancelAsync();
        try
        {
            await lowered;
        }
        catch (OperationCanceledException)
        {
            // The process has ended meanwhile.
        }
    }

    private static async Task CheckReportsAsync(IStorage storage)
    {
        var book = new ReconcileBook(storage);
        await book.LoadAsync();
        _ = JsonSerializer.Serialize(ReconcileDocuments.Page(book, []), OperationsReports.Json);
    }

    private async Task CheckSchemaAsync(MemoryDisk disk)
    {
        var schemas = new SchemaRegistry(_settings.Table, ContractSet.Empty, _settings.Limits);
        var learnt = new LearntFields(disk.Root(), schemas);
        var load = await learnt.LoadAsync();
        Finding.Unless(load.Fault is null && load.Damaged >= 0, "damaged lines are counted", $"{load}");
        Finding.Unless(await learnt.SaveAsync() is null, "can be saved again");
    }

    private static async Task CheckLifecycleAsync<T>(MemoryDisk disk, string name) where T : class
    {
        var (result, _) = await LifecycleFile.LoadAsync<T>(disk.Root(), name);
        Finding.Unless(result.Succeeded, "damage is no fault of the disk", result.Message ?? "");
        var (again, value) = await LifecycleFile.LoadAsync<T>(disk.Root(), name);
        Finding.Unless(again.Succeeded && (again.Message is null || value is not null), "what is damaged is told once", again.Message ?? "");
    }

    private static Task<string> BusyBreakersAsync()
    {
        var breakers = NewBreakers();
        breakers.Isolate("primary", "for a test");
        breakers.Tick();
        return Task.FromResult(breakers.Export());
    }

    private static byte[] Reports() => Encoding.UTF8.GetBytes(
        """[{"id":"r1","tier":"hot","cause":"timer","range":{"from":1,"to":2},"startedAt":"2026-11-20T11:00:00+00:00","duration":"00:00:01","pairs":[{"store":"primary","with":"replica","outcome":"partial","message":"x","skipped":[{"measurement":"cpu","window":{"from":1,"to":2},"reason":"late"}],"conflicts":[{"series":"cpu","time":1,"field":"v","here":"1","there":"2"}],"notes":["n"]}]}]""");
}
