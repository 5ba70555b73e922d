using Holdfast.Pipeline.Configuration;
using Holdfast.Routing.Tiers;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>Configured stores behind a Holdfast of the drill's own, which keeps its data apart and leaves everything but its own measurement alone.</summary>
internal static class ConfiguredGround
{
    /// <summary>Reads the configuration; nothing is started.</summary>
    /// <returns>The ground, or everything that is in the way.</returns>
    public static (DrillGround? Ground, IReadOnlyList<string> Errors) Read(string file, DrillTimes times)
    {
        IConfigurationRoot configuration;
        try
        {
            configuration = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file), optional: false).AddEnvironmentVariables().Build();
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            return (null, [$"--against: {file}: {unreadable.InnerException?.Message ?? unreadable.Message}"]);
        }

        var read = SettingsReader.Read(configuration);
        if (read.Settings is not { } settings)
            return (null, [.. read.Errors.Select(static error => error.ToString())]);
        if (configuration.GetSection("Kestrel:Endpoints").Exists())
            return (null, [$"--against: {file} names addresses in Kestrel:Endpoints, which the drill's Holdfast must not take. Drill a copy without them."]);
        var operators = settings.Tokens.FirstOrDefault(static token => token.Role == TokenRole.Operator)?.Token;
        if (operators is null && settings.Tokens.Count > 0)
            return (null, [$"--against: {file} has no operator's token, which the drill needs in order to isolate and restore stores"]);
        if (settings.Table.Tiers.FirstOrDefault(tier => settings.Tokens.Count > 0 && TokenOf(settings, tier) is null) is { } closed)
            return (null, [$"--against: {file} has no token that may write to {closed.Bucket}"]);

        var folder = Directory.CreateTempSubdirectory("holdfast-drill-");
        return (new([.. Arguments(file, settings, folder, times)], [], folder)
        {
            OperatorToken = operators,
            Tiers = [.. settings.Table.Tiers.Select(tier => new DrillTier(tier.Name, tier.Bucket, TokenOf(settings, tier), tier.Primary.Store))],
            Targets = [.. settings.Table.Tiers.SelectMany(static tier => tier.Chain, (tier, target) => new DrillTarget(
                settings.Stores[target.Store], target.Bucket, tier.Name, target.Position == 0, Eligible: true))],
            Thresholds = new() { Answer = settings.Delivery.Timeout, BesideOpenBreaker = settings.Delivery.TryTimeout, Recovery = times.RecoveryLimit },
        }, []);
    }

    /// <summary>What the drill is about to do to the stores, for a person to read before it is done.</summary>
    public static IEnumerable<string> Announcement(DrillGround ground, string run)
    {
        yield return "This drill works on configured stores. It starts a Holdfast of its own on a free port, with its data in a temporary folder, and";
        yield return $"writes points of measurement {DrillTraffic.Measurement} with the tag run={run}, and nothing else, to:";
        foreach (var target in ground.Targets)
            yield return $"  {target.Store.Definition.Name} {target.Store.Definition.Url}, bucket {target.Bucket}, tier {target.Tier}{(target.IsPrimary ? " (primary)" : "")}";
        foreach (var store in ground.Targets.Select(static target => target.Store).Where(static store => store.ProbeBucket is not null).DistinctBy(static store => store.Definition.Name, StringComparer.Ordinal))
            yield return $"  {store.Definition.Name}, scratch bucket {store.ProbeBucket}: the marker points of probes, as configured";
        yield return "It isolates and restores the primaries in its own Holdfast, kills and restarts that Holdfast, but no store. No task is paused, no webhook called.";
        yield return "In the end it tries to delete its points, and tells what is left. Its schema (one measurement, one field, three tags) may stay.";
        yield return "Promise I5 is not part of it: the requests that reach a store of yours cannot be counted.";
    }

    private static string? TokenOf(HoldfastSettings settings, Tier tier) => settings.Tokens
        .FirstOrDefault(token => token.Buckets.Count == 0 || token.Buckets.Contains(tier.Bucket, StringComparer.Ordinal))?.Token;

    private static IEnumerable<string> Arguments(string file, HoldfastSettings settings, DirectoryInfo folder, DrillTimes times)
    {
        yield return "--config";
        yield return Path.GetFullPath(file);
        yield return $"--Holdfast:Data:Path={Path.Combine(folder.FullName, "holdfast")}";

        // Whatever would touch more than the drill's own points is off: tasks, the webhook, and as far as may be the comparison of everything else.
        yield return "--Holdfast:Lifecycle:Tasks=false";
        yield return "--Holdfast:Lifecycle:Webhook=";
        yield return "--Holdfast:Reconcile:Timer=false";
        yield return "--Holdfast:Reconcile:Depth=00:00:01";
        yield return "--Holdfast:Reconcile:Window=00:00:01";
        foreach (var key in times.Keys)
            yield return $"--Holdfast:{key}";
    }
}
