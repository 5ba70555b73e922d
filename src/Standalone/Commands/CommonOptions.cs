using System.CommandLine;
using System.CommandLine.Parsing;

namespace Holdfast.Standalone.Commands;

/// <summary>Options and checks that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary><c>--format text|json</c>.</summary>
    public static Option<OutputFormat> Format() => new("--format")
    {
        Description = "text for people, json for programs (one object per line)",
        HelpName = "text|json",
        CustomParser = static result => result.Tokens[0].Value switch
        {
            "text" => OutputFormat.Text,
            "json" => OutputFormat.Json,
            var other => Fail<OutputFormat>(result, $"--format: '{other}' is neither text nor json"),
        },
    };

    /// <summary>
    /// The parser takes an unknown option for a further value of an open-ended argument; here it is an error. A file whose name starts
    /// with a dash is written <c>./-name</c>.
    /// </summary>
    public static void RejectOptions(ArgumentResult result)
    {
        foreach (var token in result.Tokens.Where(static token => token.Value is ['-', _, ..]))
            result.AddError($"Unknown option '{token.Value}'");
    }

    /// <summary>Reports a value that cannot be used.</summary>
    public static T Fail<T>(ArgumentResult result, string message)
        where T : struct
    {
        result.AddError(message);
        return default;
    }
}
