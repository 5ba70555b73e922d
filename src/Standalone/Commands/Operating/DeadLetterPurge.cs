namespace Holdfast.Standalone.Commands.Operating;

/// <summary>Performs <c>deadletters purge</c>, after asking.</summary>
internal sealed class DeadLetterPurge(CommandConsole console, OutputFormat format)
{
    public async Task<int> RunAsync(HoldfastClient client, DeadLetterSelector selector, bool yes, CancellationToken cancellationToken)
    {
        if (!yes && await ConfirmAsync(client, selector, cancellationToken) is { } stop)
            return stop;
        var reply = await client.PostAsync("ops/deadletters/purge", selector, cancellationToken);
        if (!reply.TryGet<PurgeResult>(out var result, out var failure))
        {
            await console.Error.WriteLineAsync(failure.Message);
            return failure.ExitCode;
        }

        await console.Out.WriteLineAsync(format is OutputFormat.Json ? JsonLine.Of(reply.Json) : $"{result.Purged} purged");
        return ExitCodes.Done;
    }

    /// <summary>Null to go on, or the exit code to stop with.</summary>
    private async Task<int?> ConfirmAsync(HoldfastClient client, DeadLetterSelector selector, CancellationToken cancellationToken)
    {
        if (!console.Interactive)
        {
            await console.Error.WriteLineAsync("Nobody is there to confirm: give --yes.");
            return ExitCodes.Usage;
        }

        long count = selector.Ids?.Length ?? 0;
        if (selector.Ids is null)
        {
            await foreach (var (page, failure) in DeadLetterPages.WalkAsync(client, selector.Reason, null, 1, cancellationToken))
            {
                if (page is null)
                {
                    await console.Error.WriteLineAsync(failure!.Message);
                    return failure.ExitCode;
                }

                count = selector.Reason is null ? page.Total : page.Reasons.GetValueOrDefault(selector.Reason, page.Total);
            }
        }

        await console.Out.WriteAsync($"Purge {count} dead letters for good? [y/N] ");
        var answer = await console.In.ReadLineAsync(cancellationToken);
        if (answer?.Trim() is "y" or "Y" or "yes" or "Yes")
            return null;
        await console.Out.WriteLineAsync("Nothing was purged.");
        return ExitCodes.NotAllWell;
    }
}
