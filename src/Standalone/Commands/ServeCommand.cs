using System.CommandLine;

namespace Holdfast.Standalone.Commands;

/// <summary><c>serve</c>, which is also what runs without a command.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    public static void AddTo(RootCommand root, ServeHandler serve, CommandConsole console)
    {
        var config = new Option<string?>("--config") { Description = "A JSON file to add to the configuration", HelpName = "FILE" };
        var urls = new Option<string[]>("--urls")
        {
            Description = "Where to listen; several by repeating it, or separated by semicolons (default http://localhost:7071)",
            HelpName = "URL",
        };
        var command = new Command(Name, "Take writes (the default). Configuration keys may follow: --Holdfast:Delivery:Timeout=2s");
        foreach (var one in new[] { root, command })
        {
            one.Add(config);
            one.Add(urls);

            // Configuration keys are not known to the parser; which of them are none is checked below.
            one.TreatUnmatchedTokensAsErrors = false;
            one.SetAction((parsed, cancellationToken) => RunAsync(
                new(parsed.GetValue(config), Split(parsed.GetValue(urls)), [.. parsed.UnmatchedTokens]), serve, console, cancellationToken));
        }

        root.Add(command);
    }

    private static async Task<int> RunAsync(ServeArguments arguments, ServeHandler serve, CommandConsole console, CancellationToken cancellationToken)
    {
        var problem = FirstStray(arguments.Rest) is { } stray
            ? $"'{stray}' is neither a command nor a configuration key. Commands are serve, lint, deadletters, status, lineage, drill; keys look like --Holdfast:Delivery:Timeout=2s."
            : arguments.ConfigFile is { } file && !File.Exists(file) ? $"--config: there is no file '{file}'." : null;
        if (problem is null)
            return await serve(arguments, cancellationToken);
        await console.Error.WriteLineAsync(problem);
        return ExitCodes.Usage;
    }

    /// <summary>
    /// The first argument that is no configuration key. .NET takes anything for one; but a key without a section is a misspelt option, and
    /// a bare word a misspelt command, and serving in their place would surprise.
    /// </summary>
    private static string? FirstStray(string[] rest)
    {
        for (var index = 0; index < rest.Length; index++)
        {
            var key = rest[index].Split('=', 2)[0];
            if (!key.Contains(':', StringComparison.Ordinal))
                return rest[index];
            var takesNext = key.Length == rest[index].Length;
            if (takesNext && (!key.StartsWith("--", StringComparison.Ordinal) || ++index == rest.Length))
                return key;
        }

        return null;
    }

    private static string[] Split(string[]? urls) =>
        [.. (urls ?? []).SelectMany(static url => url.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
