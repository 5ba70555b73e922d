using System.CommandLine;

namespace Holdfast.Standalone.Commands.Operating;

/// <summary><c>deadletters list|show|redrive|purge|export</c>: what was rejected or refused, and what to do about it.</summary>
internal static class DeadLettersCommand
{
    private const int DefaultLimit = 100;

    public static Command Build(CommandConsole console)
    {
        var options = new ClientOptions(console);
        return new("deadletters", "See, redrive, purge and export what could not be written")
        {
            List(console, options), Show(console, options), Redrive(console, options), Purge(console, options), Export(console, options),
        };
    }

    private static Command List(CommandConsole console, ClientOptions options)
    {
        var reason = new Option<string?>("--reason") { Description = "Only those of this reason", HelpName = "CODE" };
        var after = new Option<string?>("--after") { Description = "Only those behind this id", HelpName = "ID" };
        var limit = new Option<long>("--limit")
        {
            Description = "The most to list; 0 for all",
            HelpName = "N",
            DefaultValueFactory = static _ => DefaultLimit,
        };
        limit.Validators.Add(static result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<long>() >= 0)
                return;
            result.AddError("--limit: give 0 or more");
        });
        var command = new Command("list", "List dead letters, the oldest first") { reason, after, limit };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = options.Client(parsed);
            var list = new DeadLetterList(console, options.Format(parsed));
            return await list.RunAsync(client, parsed.GetValue(reason), parsed.GetValue(after), parsed.GetValue(limit), cancellationToken);
        });
        return command;
    }

    private static Command Show(CommandConsole console, ClientOptions options)
    {
        var id = new Argument<string>("ID") { Description = "The id of a dead letter" };
        id.Validators.Add(CommonOptions.RejectOptions);
        var command = new Command("show", "Show one dead letter with its bytes") { id };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = options.Client(parsed);
            return await new DeadLetterShow(console, options.Format(parsed)).RunAsync(client, parsed.GetRequiredValue(id), cancellationToken);
        });
        return command;
    }

    private static Command Redrive(CommandConsole console, ClientOptions options)
    {
        var edit = new Option<string?>("--edit")
        {
            Description = "Write this file's lines in place of the letter's; one ID only, - is standard input",
            HelpName = "FILE",
        };
        var command = new Command("redrive", "Write dead letters again; those that succeed are gone") { edit };
        var selection = new DeadLetterSelector.Options(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(edit) is not null && result.GetValue<string[]>("ID") is not { Length: 1 })
                result.AddError("--edit goes with exactly one ID");
        });
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = options.Client(parsed);
            var redrive = new DeadLetterRedrive(console, options.Format(parsed));
            return await redrive.RunAsync(client, selection.Selected(parsed), parsed.GetValue(edit), cancellationToken);
        });
        return command;
    }

    private static Command Purge(CommandConsole console, ClientOptions options)
    {
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var command = new Command("purge", "Remove dead letters for good") { yes };
        var selection = new DeadLetterSelector.Options(command);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = options.Client(parsed);
            var purge = new DeadLetterPurge(console, options.Format(parsed));
            return await purge.RunAsync(client, selection.Selected(parsed), parsed.GetValue(yes), cancellationToken);
        });
        return command;
    }

    private static Command Export(CommandConsole console, ClientOptions options)
    {
        var file = new Argument<string>("FILE") { Description = "The file to write; - is standard output" };
        file.Validators.Add(CommonOptions.RejectOptions);
        var reason = new Option<string?>("--reason") { Description = "Only those of this reason", HelpName = "CODE" };
        var force = new Option<bool>("--force") { Description = "Replace the file if there is one" };
        var command = new Command("export", "Write dead letters to a file, one JSON object per line, their bytes in base64") { file, reason, force };
        options.AddTo(command, withFormat: false);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = options.Client(parsed);
            var export = new DeadLetterExport(console);
            return await export.RunAsync(client, parsed.GetRequiredValue(file), parsed.GetValue(reason), parsed.GetValue(force), cancellationToken);
        });
        return command;
    }
}
