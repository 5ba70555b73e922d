namespace Holdfast.Pipeline.Configuration;

/// <summary>Reads <c>Holdfast:Lifecycle</c>.</summary>
internal static class LifecycleReader
{
    public static LifecycleOptions Read(SectionReader reader)
    {
        var options = new LifecycleOptions { Tasks = reader.Switch("Tasks", fallback: true), Webhook = Webhook(reader) };
        reader.End();
        return options;
    }

    private static Uri? Webhook(SectionReader reader)
    {
        if (reader.Text("Webhook") is not { Length: > 0 } text)
            return null;
        if (Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0)
            return url;

        // The address may carry a secret, so it is not shown.
        reader.Errors.Add(reader.At("Webhook"), "the value is not an address that can be posted to", "Give an absolute http or https address without a user, such as https://example.org/hook");
        return null;
    }
}
