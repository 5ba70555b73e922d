using System.Globalization;
using System.Text;
using Holdfast.Standalone.Commands;
using Spectre.Console;

namespace Holdfast.Standalone.Tests.Commands;

/// <summary>One run of the command line in this process, with everything that it wrote.</summary>
internal sealed class CommandRun
{
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();

    public byte[] Input { get; init; } = [];

    public string Answers { get; init; } = "";

    public bool Interactive { get; init; }

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ServeArguments? Served { get; private set; }

    public int ExitCode { get; private set; }

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public static async Task<CommandRun> Of(params string[] arguments) => await new CommandRun().RunAsync(arguments);

    public async Task<CommandRun> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        await using var output = new StringWriter(_out, CultureInfo.InvariantCulture) { NewLine = "\n" };
        await using var error = new StringWriter(_error, CultureInfo.InvariantCulture) { NewLine = "\n" };
        var tables = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        tables.Profile.Width = 240;
        var console = new CommandConsole
        {
            Out = output,
            Error = error,
            In = new StringReader(Answers),
            OpenInput = () => new MemoryStream(Input),
            Tables = tables,
            Interactive = Interactive,
            Environment = name => Environment.GetValueOrDefault(name),
            Time = Time,
        };
        ExitCode = await CommandLine.RunAsync(arguments, Serve, console, cancellationToken);
        return this;
    }

    private Task<int> Serve(ServeArguments arguments, CancellationToken cancellationToken)
    {
        Served = arguments;
        return Task.FromResult(42);
    }
}
