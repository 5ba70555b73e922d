using System.CommandLine;

namespace Holdfast.Standalone.Commands.Operating;

/// <summary>Where the running Holdfast is and how to be let in: the options of every command that is its client.</summary>
internal sealed class ClientOptions
{
    /// <summary>The address that Standalone listens on when it is told none.</summary>
    public const string DefaultUrl = "http://localhost:7071";

    /// <summary>The environment variable for the token, so that it need not stand in the list of processes.</summary>
    public const string TokenVariable = "HOLDFAST_TOKEN";

    private readonly CommandConsole _console;
    private readonly Option<Uri> _url;
    private readonly Option<string?> _token;
    private readonly Option<OutputFormat> _format = CommonOptions.Format();

    public ClientOptions(CommandConsole console)
    {
        _console = console;
        _url = new("--url")
        {
            Description = "The address of the running Holdfast",
            HelpName = "URL",
            DefaultValueFactory = static _ => new Uri(DefaultUrl),
            CustomParser = static result =>
            {
                var text = result.Tokens[0].Value;
                if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                    return url;
                result.AddError($"--url: '{text}' is not an http or https address such as {DefaultUrl}");
                return null;
            },
        };
        _token = new("--token") { Description = $"An operator's token (better in {TokenVariable})", HelpName = "TOKEN" };
    }

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="withFormat">Whether it writes in more than one form.</param>
    public void AddTo(Command command, bool withFormat = true)
    {
        command.Add(_url);
        command.Add(_token);
        if (withFormat)
            command.Add(_format);
    }

    /// <summary>The form of output that was asked for.</summary>
    public OutputFormat Format(ParseResult parsed) => parsed.GetValue(_format);

    /// <summary>A client for what was asked.</summary>
    public HoldfastClient Client(ParseResult parsed) =>
        new(parsed.GetRequiredValue(_url), parsed.GetValue(_token) ?? _console.Environment(TokenVariable));
}
