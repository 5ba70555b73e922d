using Spectre.Console;

namespace Holdfast.Standalone.Commands;

/// <summary>What commands read from and write to, so that tests can run them in the process.</summary>
public sealed record CommandConsole
{
    /// <summary>The width of tables that go into a file or a pipe, in characters: wide enough that an id is never broken.</summary>
    private const int PipeWidth = 200;

    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>What went wrong.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Answers of a person.</summary>
    public required TextReader In { get; init; }

    /// <summary>Opens the bytes that are piped in, for <c>-</c> in place of a file.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Where tables are drawn; the same place as <see cref="Out"/>.</summary>
    public required IAnsiConsole Tables { get; init; }

    /// <summary>Whether a person sits before it, who can be asked and for whom the screen may be cleared.</summary>
    public required bool Interactive { get; init; }

    /// <summary>Looks an environment variable up; null when it is not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The clock of waits between repeated readings.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The console of the process.</summary>
    public static CommandConsole OfProcess()
    {
        var tables = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
            tables.Profile.Width = PipeWidth;
        return new()
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            OpenInput = Console.OpenStandardInput,
            Tables = tables,
            Interactive = !Console.IsInputRedirected && !Console.IsOutputRedirected,
            Environment = System.Environment.GetEnvironmentVariable,
        };
    }
}
