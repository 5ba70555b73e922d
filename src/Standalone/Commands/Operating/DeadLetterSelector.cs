using System.CommandLine;
using System.Text.Json.Serialization;

namespace Holdfast.Standalone.Commands.Operating;

/// <summary>Which dead letters are meant, as the body of a redrive or purge says it: exactly one of its members is set.</summary>
internal sealed record DeadLetterSelector
{
    /// <summary>These.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? Ids { get; init; }

    /// <summary>All of this reason.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>All.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool All { get; init; }

    /// <summary>The arguments and options of a selection, with the check that exactly one kind is given.</summary>
    internal sealed class Options
    {
        private readonly Argument<string[]> _ids = new("ID") { Arity = ArgumentArity.ZeroOrMore, Description = "Ids of dead letters" };
        private readonly Option<string?> _reason = new("--reason") { Description = "All of this reason", HelpName = "CODE" };
        private readonly Option<bool> _all = new("--all") { Description = "All there are" };

        public Options(Command command)
        {
            _ids.Validators.Add(CommonOptions.RejectOptions);
            command.Add(_ids);
            command.Add(_reason);
            command.Add(_all);
            command.Validators.Add(result =>
            {
                var kinds = (result.GetValue(_ids) is { Length: > 0 } ? 1 : 0) + (result.GetValue(_reason) is not null ? 1 : 0) + (result.GetValue(_all) ? 1 : 0);
                if (kinds != 1)
                    result.AddError("Give either ids, or --reason, or --all");
            });
        }

        /// <summary>What was selected.</summary>
        public DeadLetterSelector Selected(ParseResult parsed) => new()
        {
            Ids = parsed.GetValue(_ids) is { Length: > 0 } ids ? ids : null,
            Reason = parsed.GetValue(_reason),
            All = parsed.GetValue(_all),
        };
    }
}
