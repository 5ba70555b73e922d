namespace Holdfast.Functions.Tests.Infra.Checks;

/// <summary>The queues that the code uses exist, have what the code relies on, and no others exist.</summary>
internal static class QueueCheck
{
    private const string QueueType = "Microsoft.ServiceBus/namespaces/queues";

    private const string Absent = "not set";

    /// <summary>What the code relies on, by queue: the properties as they are written.</summary>
    private static readonly Dictionary<string, (string Property, string Value)[]> Needed = new(StringComparer.Ordinal)
    {
        ["telemetry-ingest"] =
        [
            ("requiresSession", "false"), ("requiresDuplicateDetection", "true"), ("deadLetteringOnMessageExpiration", "true"), ("maxDeliveryCount", "10"), ("lockDuration", "PT1M"),
        ],
        ["telemetry-deferred"] =
        [
            ("requiresSession", "true"), ("requiresDuplicateDetection", "true"), ("deadLetteringOnMessageExpiration", "true"), ("maxDeliveryCount", "2000"),
            ("defaultMessageTimeToLive", "P${deferredDays}D"), ("lockDuration", "PT1M"),
        ],
        ["telemetry-deadletter"] =
        [
            ("requiresSession", "false"), ("deadLetteringOnMessageExpiration", "false"), ("maxDeliveryCount", "2000"), ("defaultMessageTimeToLive", Absent),
        ],
        ["telemetry-fences"] =
        [
            ("requiresSession", "false"), ("deadLetteringOnMessageExpiration", "false"), ("defaultMessageTimeToLive", "P${deferredDays + 1}D"),
        ],
    };

    /// <summary>What is wrong with the queues of a template.</summary>
    /// <param name="templates">The templates.</param>
    /// <param name="used">The names of the queues that the code uses.</param>
    public static IEnumerable<string> Find(Templates templates, IReadOnlyCollection<string> used)
    {
        var queues = templates.Of("resource").Where(static pair => ResourceCheck.TypeOf(pair.Declaration) is QueueType)
            .ToDictionary(static pair => pair.Declaration.Value!.At("name")!.Text, StringComparer.Ordinal);
        foreach (var name in used.Where(name => !queues.ContainsKey(name)))
            yield return $"the queue '{name}' is used and not made";
        foreach (var (name, (file, queue)) in queues)
        {
            if (!used.Contains(name))
                yield return $"{file.Path}:{queue.Line}: the queue '{name}' is not used";
            if (!Needed.TryGetValue(name, out var needed))
                yield return $"{file.Path}:{queue.Line}: nothing is known of what '{name}' needs";
            foreach (var (property, value) in needed ?? [])
            {
                var found = queue.Value!.At("properties", property)?.Text ?? Absent;
                if (found != value)
                    yield return $"{file.Path}:{queue.Line}: {property} of '{name}' is {found}, not {value}";
            }
        }
    }
}
