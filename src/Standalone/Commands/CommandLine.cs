using System.CommandLine;
using Holdfast.Standalone.Commands.Drilling;
using Holdfast.Standalone.Commands.Linting;
using Holdfast.Standalone.Commands.Operating;

namespace Holdfast.Standalone.Commands;

/// <summary>The command line of Standalone.</summary>
public static class CommandLine
{
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Builds the commands over the console of the process.</summary>
    public static RootCommand Build(ServeHandler serve) => Build(serve, CommandConsole.OfProcess());

    /// <summary>Builds the commands over a console.</summary>
    /// <param name="serve">Runs Holdfast: the command <c>serve</c>, which is also the default.</param>
    /// <param name="console">Where all other commands read and write.</param>
    public static RootCommand Build(ServeHandler serve, CommandConsole console)
    {
        var root = new RootCommand("Holdfast takes telemetry writes and makes them land, whatever fails.");
        ServeCommand.AddTo(root, serve, console);
        root.Add(LintCommand.Build(console));
        root.Add(DeadLettersCommand.Build(console));
        root.Add(StatusCommand.Build(console));
        root.Add(LineageCommand.Build(console));
        root.Add(DrillCommand.Build(console));
        return root;
    }

    /// <summary>
    /// Parses and runs. Whoever uses this in place of the parser's own gets exit code 2 for a command line that cannot be used, and
    /// a <c>serve</c> that handles its signals itself: the parser would end the process two seconds after the first one, in the
    /// middle of the flush.
    /// </summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, ServeHandler serve, CommandConsole console, CancellationToken cancellationToken = default)
    {
        var root = Build(serve, console);
        var parsed = root.Parse(arguments);
        var command = parsed.CommandResult.Command;
        var serves = ReferenceEquals(command, root) || string.Equals(command.Name, ServeCommand.Name, StringComparison.Ordinal);
        var errors = parsed.Errors.Select(static error => error.Message).ToList();

        // That the root lets configuration keys through makes the parser let everything through, at every command.
        if (!serves)
            errors.AddRange(parsed.UnmatchedTokens.Select(static token => $"Unknown option or argument '{token}'"));
        if (errors.Count > 0)
        {
            foreach (var error in errors.Distinct(StringComparer.Ordinal))
                await console.Error.WriteLineAsync(error.TrimEnd('.') + ".");
            await console.Error.WriteLineAsync("See 'holdfast --help', or --help behind a command.");
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = console.Out,
                    Error = console.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = serves ? null : TerminationTimeout,
                },
                cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Cancelled;
        }
    }
}
