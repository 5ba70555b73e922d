using System.Collections;
using System.Text;
using System.Text.Json;
using Holdfast.Fuzzing.Mutating;
using Holdfast.Fuzzing.Running;
using Holdfast.Pipeline.Configuration;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Fuzzing.Settings;

/// <summary>
/// The configuration, from a file, the environment and the command line. The first line of the input says which: <c>json</c>, or
/// <c>words</c> for a command line of a word a line, or <c>environment</c> for a <c>name=value</c> a line.
/// </summary>
internal sealed class SettingsTarget : FuzzTarget
{
    private static readonly string[] Keys =
    [
        "Holdfast", "Stores", "Tiers", "Delivery", "Breaker", "Data", "Limits", "Auth", "Tokens", "Token", "Role", "Buckets", "Contracts", "primary", "replica", "Recovery", "Reconcile",
        "hot", "Url", "Api", "Bucket", "Retention", "Targets", "Store", "Timeout", "TryTimeout", "ErrorRate", "Path", "MaxBytes", "FailurePatterns", "Embedded", "Azure", "Lifecycle",
        "0", "1", "2", "00", "-1", "ß", "Retires", "a.b", "TOKENS", "Settle", "Webhook", "MaxConnections", "HealthPath", "ProbeBucket", "Password", "Username", "Region", "Org",
    ];

    private static readonly string[] Values =
    [
        "", " ", "0", "-1", "1", "1e308", "1e999", "NaN", "-9223372036854775808", "9223372036854775808", "true", "V1", "V2", "Writer", "Failover", "Fanout", "7d", "-7d", "0d",
        "10675199.02:48:05.4775807", "10675200.00:00:00", "1.1.1s", "9999999999999999d", "....s", "d", "http://127.0.0.1:8086", "http://[::1", "http://", "x://?", "localhost:8086",
        "file:///etc/passwd", "primary", "hot", "a/b", "/", "a\nb", "00:00:00", "00:00:01", "99:99:99", "1,5", "١", "0x10", "https://user:Zx9Secret7Qw@host/", "http://host?token=Zx9Secret7Qw",
    ];

    private static readonly byte[] Sound = Encoding.UTF8.GetBytes(SettingsFacts.Json);

    public override string Name => "settings";

    public override int TestSeeds => 800;

    public override byte[] Make(Random random)
    {
        if (random.Next(3) > 0)
        {
            var json = new JsonMaker(random, [.. Keys, .. Values], SettingsFacts.Secret).Mutate(Sound, random.Next(1, 6));
            return [.. "json\n"u8, .. random.Next(4) == 0 ? new ByteMutator(random, [.. Words.Odd, .. Words.Of(Keys)]).Mutate(json, random.Next(1, 3)) : json];
        }

        var environment = random.Next(2) == 0;
        var text = new StringBuilder(environment ? "environment\n" : "words\n");
        for (var lines = random.Next(1, 12); lines > 0; lines--)
        {
            var key = string.Join(environment ? "__" : ":", Enumerable.Range(0, random.Next(1, 6)).Select(_ => Keys[random.Next(Keys.Length)]).Prepend("Holdfast"));
            text.Append(environment ? $"{key}=" : random.Next(6) == 0 ? $"{Values[random.Next(Values.Length)]}{key} " : $"--{key}=").Append(Values[random.Next(Values.Length)].Replace('\n', ' ')).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public override Task CheckAsync(byte[] input)
    {
        if (Build(input) is not { } configuration)
            return Task.CompletedTask;
        var result = SettingsReader.Read(configuration);
        Finding.Unless(result.Succeeded == result.Errors.IsEmpty, "either settings or errors", $"{result.Errors.Length}");
        Errors.Check(result.Errors, HidesSecrets(configuration));
        var paths = result.Errors.Select(static error => error.Path.ToUpperInvariant()).ToList();
        Finding.Unless(paths.Distinct(StringComparer.Ordinal).Count() == paths.Count, "each key is told once", string.Join(' ', paths));
        if (result.Settings is { } settings)
        {
            var shown = $"{settings} {string.Join(' ', settings.Stores.Values)} {string.Join(' ', settings.Tokens)}";
            Finding.Unless(!shown.Contains(SettingsFacts.Secret, StringComparison.Ordinal), "settings do not show secrets", shown);
        }

        return Task.CompletedTask;
    }

    /// <summary>Whether every secret stands where one belongs: under another key nobody can know that it is one.</summary>
    private static bool HidesSecrets(IConfiguration configuration) => configuration.AsEnumerable()
        .Where(static pair => pair.Value?.Contains(SettingsFacts.Secret, StringComparison.Ordinal) == true)
        .All(static pair => pair.Key.EndsWith(":Token", StringComparison.OrdinalIgnoreCase) || pair.Key.EndsWith(":Password", StringComparison.OrdinalIgnoreCase)
            || (pair.Key.EndsWith(":Url", StringComparison.OrdinalIgnoreCase) && pair.Value!.StartsWith("http", StringComparison.Ordinal)));

    private static IConfigurationRoot? Build(byte[] input)
    {
        var end = Array.IndexOf(input, (byte)'\n');
        if (end < 0)
            return null;
        var lines = Encoding.UTF8.GetString(input, end + 1, input.Length - end - 1).Split('\n');
        var builder = new ConfigurationBuilder();
        try
        {
            _ = Encoding.ASCII.GetString(input, 0, end) switch
            {
                "json" => builder.AddJsonStream(new MemoryStream(input, end + 1, input.Length - end - 1)),
                "words" => builder.AddJsonStream(new MemoryStream(Sound)).AddCommandLine(lines),
                "environment" => builder.AddJsonStream(new MemoryStream(Sound)).AddInMemoryCollection(Variables(lines)),
                _ => builder,
            };
            return builder.Build();
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or JsonException or InvalidOperationException)
        {
            // Of a file .NET's provider makes an InvalidDataException of them all, which the head tells with its message and without a trace.
            return null;
        }
    }

    /// <summary>What the provider of environment variables makes of them, without touching this process's own.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Variables(string[] lines)
    {
        var variables = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Where(static line => line.Contains('=', StringComparison.Ordinal)))
            variables[line.Split('=')[0]] = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..];
        return variables.Cast<DictionaryEntry>().Select(static entry =>
            KeyValuePair.Create(((string)entry.Key).Replace("__", ":", StringComparison.Ordinal), (string?)entry.Value));
    }
}
