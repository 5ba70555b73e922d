using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Security;
using Holdfast.Routing.Tiers;
using Holdfast.Standalone.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Holdfast.Standalone.Hosting;

/// <summary>The body of <c>serve</c>: reads the configuration, starts the server, and runs it until it is told to stop.</summary>
/// <param name="console">Where to say what happens.</param>
internal sealed class ServeProgram(CommandConsole console)
{
    /// <summary>Serves until the process is told to stop.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(ServeArguments arguments, CancellationToken cancellation)
    {
        var (server, failure) = await StartAsync(arguments, cancellation);
        if (server is null)
        {
            foreach (var error in failure!.Errors)
                await console.Error.WriteLineAsync(error);
            return failure.ExitCode;
        }

        await using (server)
        {
            foreach (var store in server.EmbeddedStores)
                await console.Out.WriteLineAsync($"Embedded store at {store.Url}");
            await console.Out.WriteLineAsync($"Holdfast takes writes at {string.Join(", ", server.Addresses)}");
            await server.WaitForShutdownAsync(cancellation);
        }

        return ExitCodes.Done;
    }

    /// <summary>Starts the server, or tells everything that is in the way of it.</summary>
    public static async Task<(StandaloneServer? Server, StartFailure? Failure)> StartAsync(ServeArguments arguments, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        if (!TryConfigure(builder, arguments, out var unreadable))
            return (null, new(ExitCodes.Usage, [unreadable]));

        var urls = Urls(builder.Configuration, arguments);
        builder.WebHost.UseUrls([.. urls]);
        var read = SettingsReader.Read(builder.Configuration);
        var (contracts, contractErrors) = ContractFileReader.ReadNamed(read.Settings);
        IReadOnlyList<RoutingError> errors =
            [.. read.Errors, .. contractErrors, .. LoopbackRule.Check(read.Settings is not { Tokens.Count: 0 }, [.. urls, .. KestrelUrls(builder.Configuration)])];
        return errors.Count > 0 || read.Settings is null
            ? (null, new(ExitCodes.Usage, [.. errors.Select(static error => error.ToString())]))
            : await StandaloneServer.StartAsync(builder, read.Settings, contracts, cancellation);
    }

    private static bool TryConfigure(WebApplicationBuilder builder, ServeArguments arguments, out string error)
    {
        error = "";
        try
        {
            if (arguments.ConfigFile is { } file)
                builder.Configuration.AddJsonFile(Path.GetFullPath(file), optional: false);

            // Behind the file, so that the environment and the command line have the last word, as everywhere in .NET.
            builder.Configuration.AddEnvironmentVariables().AddCommandLine(arguments.Rest);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            error = $"{arguments.ConfigFile ?? "configuration"}: {unreadable.InnerException?.Message ?? unreadable.Message} Mend the file, or leave --config out.";
            return false;
        }

        ZeroConfiguration.AddTo(builder.Configuration);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);

        DiscreetLogging.AddTo(builder.Logging);
        return true;
    }

    private static string[] Urls(ConfigurationManager configuration, ServeArguments arguments)
    {
        if (arguments.Urls.Length > 0)
            return arguments.Urls;
        var configured = (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return configured.Length > 0 ? configured : [ZeroConfiguration.Urls];
    }

    /// <summary>The server's own section overrides its addresses, and so must not get around the check of them.</summary>
    private static IEnumerable<string> KestrelUrls(ConfigurationManager configuration) =>
        configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(static endpoint => endpoint["Url"]).OfType<string>();
}
