using System.Net;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Configuration;

/// <summary>Reads <c>Holdfast:Stores</c>. What the routing table itself checks (names, base addresses) is left to it.</summary>
internal static class StoresReader
{
    private const int MaxFailurePatterns = 64;

    private static readonly Uri Unreadable = new("http://unreadable.invalid");

    public static List<StoreSettings> Read(SectionReader root)
    {
        var stores = root.Named("Stores").ConvertAll(static entry => ReadStore(entry.Name, entry.Reader));
        CheckEmbedded(root, stores);
        return stores;
    }

    private static StoreSettings ReadStore(string name, SectionReader reader)
    {
        var defaults = new StoreSettings { Definition = new(name, Unreadable, StoreApi.V2, "") };
        var store = new StoreSettings
        {
            Definition = new(name, Url(reader), reader.Choice("Api", StoreApi.V2), reader.Text("Region") ?? ""),
            Org = reader.Text("Org") ?? "",
            Token = reader.Text("Token") ?? "",
            Username = reader.Text("Username") ?? "",
            Password = reader.Text("Password") ?? "",
            Embedded = reader.Switch("Embedded", fallback: false),
            Gzip = reader.Switch("Gzip", fallback: false),
            MaxConnections = reader.Integer32("MaxConnections", defaults.MaxConnections, 1, 4096),
            ConnectTimeout = reader.Duration(
                "ConnectTimeout", defaults.ConnectTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)),
            HealthPath = reader.Text("HealthPath") ?? defaults.HealthPath,
            ProbeBucket = reader.Text("ProbeBucket"),
            FailurePatterns = [.. reader.Texts("FailurePatterns").Select(static text => text.Value)],
        };
        CheckCredentials(reader, store);
        if (!store.HealthPath.StartsWith('/'))
            reader.Errors.Add(reader.At("HealthPath"), $"'{SectionReader.Shown(store.HealthPath)}' is not a path", "Start it with '/', such as /ping or /health");
        if (store.ProbeBucket is { } scratch && string.IsNullOrWhiteSpace(scratch))
            reader.Errors.Add(reader.At("ProbeBucket"), "no bucket is given", "Give the scratch bucket's name, or remove the key");
        if (store.FailurePatterns.Count > MaxFailurePatterns)
            reader.Errors.Add(reader.At("FailurePatterns"), $"the list has {store.FailurePatterns.Count} texts", $"List at most {MaxFailurePatterns}");
        reader.End();
        return store;
    }

    private static Uri Url(SectionReader reader)
    {
        var text = reader.Text("Url");
        if (string.IsNullOrWhiteSpace(text))
        {
            reader.Errors.Add(reader.At("Url"), "no address is given", "Give the store's base address, such as http://127.0.0.1:8086");
            return Unreadable;
        }

        // 'localhost:8086' parses, as an address of the scheme 'localhost'; the routing table refuses that with the same words.
        if (Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url))
            return url;
        var shown = text.Contains('@') ? "the address" : $"'{SectionReader.Shown(text)}'";
        reader.Errors.Add(reader.At("Url"), $"{shown} is not a base address", "Give an absolute http or https address without query, such as http://127.0.0.1:8086");
        return Unreadable;
    }

    /// <summary>Each dialect has its own way to authenticate; credentials of the other would silently not be used.</summary>
    private static void CheckCredentials(SectionReader reader, StoreSettings store)
    {
        var errors = reader.Errors;
        if (!errors.NoneAt(reader.At("Api")))
            return;
        if (store.Definition.Api is StoreApi.V1)
        {
            if (store.Org.Length > 0)
                errors.Add(reader.At("Org"), "a V1 store has no organisation", "Remove it, or set Api to V2");
            if (store.Token.Length > 0 && store.Username.Length > 0)
                errors.Add(reader.At("Token"), "both a token and a user are given", "Keep one of them");
            if (store.Password.Length > 0 && store.Username.Length == 0)
                errors.Add(reader.At("Username"), "a password is given without its user", "Give Username, or remove Password");
        }
        else
        {
            if (store.Username.Length > 0)
                errors.Add(reader.At("Username"), "a V2 store authenticates by a token", "Give Token instead, or set Api to V1");
            if (store.Password.Length > 0)
                errors.Add(reader.At("Password"), "a V2 store authenticates by a token", "Give Token instead, or set Api to V1");
        }

        CheckHeaderText(reader, "Token", store.Token);
    }

    private static void CheckHeaderText(SectionReader reader, string key, string secret)
    {
        if (secret.AsSpan().IndexOfAnyExceptInRange('\u0020', '\uFFFF') >= 0)
            reader.Errors.Add(reader.At(key), "the value holds control characters", "Remove them; a line end at the end of a secret's file is the usual cause");
    }

    /// <summary>Standalone opens the ports of embedded stores itself, and opens them to this machine only.</summary>
    private static void CheckEmbedded(SectionReader root, List<StoreSettings> stores)
    {
        var ports = new Dictionary<int, string>();
        foreach (var store in stores.Where(static store => store.Embedded))
        {
            var path = $"{root.At("Stores")}:{store.Definition.Name}:Url";
            var url = store.Definition.Url;
            if (!root.Errors.NoneAt(path))
                continue;
            if (url.Scheme is not "http" || !IsLoopback(url) || url.AbsolutePath is not "/")
                root.Errors.Add(path, "an embedded store must be on this machine", "Give http, a loopback address and a port, such as http://127.0.0.1:7081");
            else if (!ports.TryAdd(url.Port, store.Definition.Name))
                root.Errors.Add(path, $"port {url.Port} is already that of the embedded store '{ports[url.Port]}'", "Give each embedded store a port of its own");
        }
    }

    private static bool IsLoopback(Uri url) =>
        string.Equals(url.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(url.Host.AsSpan().Trim("[]"), out var address) && IPAddress.IsLoopback(address));
}
