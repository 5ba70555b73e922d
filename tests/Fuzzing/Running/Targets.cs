using Holdfast.Fuzzing.Answers;
using Holdfast.Fuzzing.Http;
using Holdfast.Fuzzing.Logs;
using Holdfast.Fuzzing.Parsing;
using Holdfast.Fuzzing.Settings;

namespace Holdfast.Fuzzing.Running;

/// <summary>All targets.</summary>
internal static class Targets
{
    public static IReadOnlyList<string> Names { get; } =
        ["parser", "deferred", "letters", "records", "files", "settings", "contracts", "answers", "messages", "http"];

    /// <summary>Makes a target and what it needs.</summary>
    public static async Task<FuzzTarget> OpenAsync(string name)
    {
        FuzzTarget target = name switch
        {
            "parser" => new ParserTarget(),
            "deferred" => new DeferredTarget(),
            "letters" => new LettersTarget(),
            "records" => new RecordsTarget(),
            "files" => new FilesTarget(),
            "settings" => new SettingsTarget(),
            "contracts" => new ContractsTarget(),
            "answers" => new AnswersTarget(),
            "messages" => new MessagesTarget(),
            "http" => new HttpTarget(),
            _ => throw new ArgumentException($"there is no target '{name}'", nameof(name)),
        };
        await target.PrepareAsync();
        return target;
    }
}
