using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Holdfast.Standalone.Commands.Operating;

/// <summary>Walks over the pages of dead letters.</summary>
internal static class DeadLetterPages
{
    /// <summary>How many letters are asked for at once.</summary>
    public const int PageSize = 200;

    /// <summary>Pages in order, until there is no next one, the limit is reached, or asking fails; a failure is the last item.</summary>
    /// <param name="client">Whom to ask.</param>
    /// <param name="reason">Only letters of this reason; null for all.</param>
    /// <param name="after">The id after which to start; null for the first.</param>
    /// <param name="limit">The most letters in all; 0 for no limit.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    public static async IAsyncEnumerable<(DeadLetterPage? Page, ClientFailure? Failure)> WalkAsync(
        HoldfastClient client, string? reason, string? after, long limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = limit;
        while (true)
        {
            var size = limit == 0 ? PageSize : Math.Min(left, PageSize);
            var route = $"ops/deadletters?limit={size}{Parameter("reason", reason)}{Parameter("after", after)}";
            var reply = await client.GetAsync(route, cancellationToken);
            if (!reply.TryGet<DeadLetterPage>(out var page, out var failure) || !TryRead(ref page, out failure))
            {
                yield return (null, failure);
                yield break;
            }

            yield return (page, null);
            left -= page.Letters.Count;

            // A server whose next page starts where this one did would be asked for ever.
            if (page.Next is null || page.Letters.Count == 0 || string.Equals(page.Next, after, StringComparison.Ordinal) || (limit > 0 && left <= 0))
                yield break;
            after = page.Next;
        }
    }

    private static bool TryRead(ref DeadLetterPage page, [NotNullWhen(false)] out ClientFailure? failure)
    {
        var entries = new List<DeadLetterEntry>(page.Letters.Count);
        foreach (var letter in page.Letters)
        {
            if (!new ClientReply(letter, null).TryGet<DeadLetterEntry>(out var entry, out failure))
                return false;
            entries.Add(entry);
        }

        page = page with { Entries = entries };
        failure = null;
        return true;
    }

    private static string Parameter(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
