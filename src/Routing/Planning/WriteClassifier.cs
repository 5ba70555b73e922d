using Holdfast.Routing.Tiers;

namespace Holdfast.Routing.Planning;

/// <summary>
/// Decides what a store's answer to a write means, before anything fails over (section 4 of the design). Pure; safe for any number of
/// threads. Where the table of the design is silent, the answer is read so that the batch is kept: only a 400, a 422 or a 413 can ever
/// lead to a dead letter.
/// </summary>
public static class WriteClassifier
{
    /// <summary>The longest message that a verdict carries, in characters.</summary>
    public const int MaximumMessage = 1024;

    /// <summary>How long a throttled store is left alone when it does not say.</summary>
    public static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest that a store can ask to be left alone: after it, one request finds out, whatever a proxy with a wrong clock wrote.
    /// </summary>
    public static readonly TimeSpan MaximumRetryAfter = TimeSpan.FromMinutes(5);

    /// <summary>Classifies one answer.</summary>
    /// <param name="api">The dialect in which the store was written to.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The beginning of the answer's body; a JSON text may be cut off anywhere.</param>
    /// <param name="retryAfter">The answer's <c>Retry-After</c> as a duration from now; null when it had none that could be read.</param>
    /// <param name="failurePatterns">
    /// Texts which, found in a 400 or 422 whatever their case, make it the store's failure; empty texts are ignored.
    /// </param>
    /// <param name="errorHeader">The answer's <c>X-Influxdb-Error</c>: the message when the body has none.</param>
    public static WriteVerdict Classify(
        StoreApi api, int status, string body, TimeSpan? retryAfter, IReadOnlyList<string> failurePatterns, string? errorHeader = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(failurePatterns);
        if (status is >= 200 and < 300)
            return Accepted(status, body, retryAfter);

        var said = StoreMessage.Extract(body);
        if (said.Length == 0)
            said = StoreMessage.Clean(errorHeader ?? "");
        var kind = Refused(status, said, body, retryAfter, failurePatterns);
        var told = Told(api, status, said);
        return kind == WriteClass.Throttled ? Throttled(told, retryAfter) : new(kind, told);
    }

    /// <summary>Whether a refusal is about the type of a field: the store has it as another one.</summary>
    /// <param name="message">What the store said.</param>
    public static bool IsTypeConflict(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return WriteSymptoms.IsTypeConflict(message);
    }

    /// <summary>A verdict that the store is to be left alone for a while.</summary>
    /// <param name="message">What the store said.</param>
    /// <param name="retryAfter">What it asked for; null means <see cref="DefaultRetryAfter"/>, and the limits are kept.</param>
    public static WriteVerdict Throttled(string message, TimeSpan? retryAfter)
    {
        var wait = retryAfter ?? DefaultRetryAfter;
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > MaximumRetryAfter ? MaximumRetryAfter : wait;
        return new(WriteClass.Throttled, message, wait);
    }

    /// <summary>
    /// InfluxDB 1 answers some failures with 200 and an error in the body, and a page of HTML is no acknowledgement whatever its status:
    /// it comes from a proxy's login or error page, and believing it would lose the batch.
    /// </summary>
    private static WriteVerdict Accepted(int status, string body, TimeSpan? retryAfter)
    {
        var text = body.AsSpan().TrimStart();
        if (text.IsEmpty)
            return WriteVerdict.Committed;
        if (text[0] == '<')
            return new(WriteClass.Misconfigured, $"HTTP {status} with a page instead of an acknowledgement: {StoreMessage.Clean(body, 256)}");

        var error = StoreMessage.ErrorIn(body);
        if (error.Length == 0)
            return WriteVerdict.Committed;
        var kind = WriteSymptoms.IsDataFault(error) ? WriteClass.DataFault
            : WriteSymptoms.IsMisconfiguration(error) ? WriteClass.Misconfigured
            : WriteSymptoms.IsThrottling(error) ? WriteClass.Throttled
            : WriteClass.Transient;
        return kind == WriteClass.Throttled ? Throttled(error, retryAfter) : new(kind, error);
    }

    private static WriteClass Refused(int status, string said, string body, TimeSpan? retryAfter, IReadOnlyList<string> failurePatterns) =>
        status switch
        {
            400 or 422 when IsOursToMend(said) => WriteClass.Misconfigured,
            400 or 422 when Matches(failurePatterns, body) || Matches(failurePatterns, said) => WriteClass.Transient,
            400 or 422 => WriteClass.DataFault,

            // 401, 403, 404, and with them all that the batch is innocent of: redirects, which are not followed because the address is
            // to be mended, and methods, encodings or payments that the store wants otherwise.
            413 => WriteClass.TooLarge,
            429 => WriteClass.Throttled,

            // 408 is a server that gave up reading, 425 one that fears a replay: both pass.
            408 or 425 => WriteClass.Transient,
            503 when retryAfter is not null || WriteSymptoms.IsThrottling(said) => WriteClass.Throttled,
            500 when WriteSymptoms.IsUnknownRetentionPolicy(said) => WriteClass.Misconfigured,
            >= 500 and < 600 => WriteClass.Transient,
            _ => WriteClass.Misconfigured,
        };

    /// <summary>
    /// A store that refuses a line repeats it, so that a producer could put any text into the message: where the data is at fault, no
    /// text in it may take the target out of use (I6).
    /// </summary>
    private static bool IsOursToMend(string said) => WriteSymptoms.IsMisconfiguration(said) && !WriteSymptoms.IsDataFault(said);

    private static bool Matches(IReadOnlyList<string> patterns, string text)
    {
        for (var index = 0; index < patterns.Count; index++)
            if (patterns[index].Length > 0 && text.Contains(patterns[index], StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static string Told(StoreApi api, int status, string said)
    {
        var hint = status switch
        {
            >= 300 and < 400 => $"HTTP {status}: redirects are not followed, give the final address",
            404 or 405 when said.Length == 0 || WriteSymptoms.IsUnknownPath(said) => Path(api, status),
            400 when WriteSymptoms.IsUnknownPath(said) => Path(api, status),
            _ when said.Length == 0 => $"HTTP {status} without a message",
            _ => "",
        };
        return hint.Length == 0 ? said : said.Length == 0 ? hint : StoreMessage.Clean($"{hint}: {said}");
    }

    private static string Path(StoreApi api, int status) =>
        $"HTTP {status}: nothing there takes writes of dialect {api}, mend Url or Api";
}
