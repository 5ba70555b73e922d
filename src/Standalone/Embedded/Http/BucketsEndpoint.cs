using System.Text.Json;

using Holdfast.Standalone.Embedded.Engine;

using Microsoft.AspNetCore.Http;

namespace Holdfast.Standalone.Embedded.Http;

/// <summary><c>/api/v2/buckets</c>: list, show, create, change the retention, delete.</summary>
internal static class BucketsEndpoint
{
    public const string Path = "/api/v2/buckets";

    private const int MaxBodyBytes = 64 * 1024;
    private const long NanosecondsPerSecond = 1_000_000_000;

    public static Task HandleAsync(HttpContext context, StoreServices services)
    {
        var id = context.Request.Path.Value![Path.Length..].Trim('/');
        var method = context.Request.Method;
        if (id.Length == 0)
        {
            if (HttpMethods.IsGet(method)) return ListAsync(context, services.Store);
            return HttpMethods.IsPost(method) ? CreateAsync(context, services) : Answers.MethodNotAllowedAsync(context, "GET, POST");
        }

        if (BucketNames.FindById(id, services.Store.Catalog) is not { } found) return MissingAsync(context, "bucket not found");
        if (HttpMethods.IsGet(method)) return Answers.JsonAsync(context, StatusCodes.Status200OK, json => WriteBucket(json, found.Bucket, found.Name));
        if (HttpMethods.IsPatch(method)) return ChangeAsync(context, services, found);
        return HttpMethods.IsDelete(method) ? DeleteAsync(context, services.Store, found) : Answers.MethodNotAllowedAsync(context, "GET, PATCH, DELETE");
    }

    private static Task ListAsync(HttpContext context, EmbeddedStore store)
    {
        IQueryCollection query = context.Request.Query;
        var name = query["name"].ToString();
        var id = query["id"].ToString();
        (Database, Bucket Bucket, string Name)[] shown = [.. BucketNames.All(store.Catalog).Where(bucket =>
            (name.Length == 0 || string.Equals(bucket.Name, name, StringComparison.Ordinal))
            && (id.Length == 0 || string.Equals(BucketNames.IdOf(bucket.Name), id, StringComparison.Ordinal)))];
        if (shown.Length == 0 && id.Length > 0) return MissingAsync(context, "bucket not found");

        // As in InfluxDB 2: within an organisation a name that does not exist is an error, without one the list is empty.
        var inOrganisation = query.ContainsKey("org") || query.ContainsKey("orgID");
        if (shown.Length == 0 && name.Length > 0 && inOrganisation) return MissingAsync(context, $"bucket \"{name}\" not found");
        return Answers.JsonAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject("links");
            json.WriteString("self", $"{Path}{context.Request.QueryString}");
            json.WriteEndObject();
            json.WriteStartArray("buckets");
            foreach ((Database _, Bucket bucket, var bucketName) in shown)
            {
                json.WriteStartObject();
                WriteBucket(json, bucket, bucketName);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static async Task CreateAsync(HttpContext context, StoreServices services)
    {
        (var name, var retention, var error) = await ReadAsync(context, services);
        if (error is null && string.IsNullOrEmpty(name)) error = "name is required";
        if (error is not null)
        {
            await Answers.V2ErrorAsync(context, StatusCodes.Status400BadRequest, "invalid", error);
            return;
        }

        if (BucketNames.FindByName(name!, services.Store.Catalog) is not null)
        {
            await Answers.V2ErrorAsync(
                context, StatusCodes.Status422UnprocessableEntity, "conflict", $"bucket with name {name} already exists");
            return;
        }

        ChangeResult created = await services.Store.CreateBucketAsync(name!, retention ?? 0);
        if (!await FailedAsync(context, created)) await ShowAsync(context, StatusCodes.Status201Created, services.Store, name!);
    }

    private static async Task ChangeAsync(HttpContext context, StoreServices services, (Database Database, Bucket Bucket, string Name) found)
    {
        (var name, var retention, var error) = await ReadAsync(context, services);
        if (name is not null && !string.Equals(name, found.Name, StringComparison.Ordinal)) error ??= "a bucket cannot be renamed here";
        if (error is not null)
        {
            await Answers.V2ErrorAsync(context, StatusCodes.Status400BadRequest, "invalid", error);
            return;
        }

        ChangeResult changed = await services.Store.AlterPolicyAsync(found.Database.Name, new PolicySpec(found.Bucket.Policy, retention));
        if (!await FailedAsync(context, changed)) await ShowAsync(context, StatusCodes.Status200OK, services.Store, found.Name);
    }

    private static async Task DeleteAsync(HttpContext context, EmbeddedStore store, (Database Database, Bucket Bucket, string Name) found)
    {
        ChangeResult dropped = found.Database.Policies.Count == 1
            ? await store.DropDatabaseAsync(found.Database.Name)
            : await store.DropPolicyAsync(found.Database.Name, found.Bucket.Policy);
        if (!await FailedAsync(context, dropped)) context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task ShowAsync(HttpContext context, int status, EmbeddedStore store, string name) =>
        BucketNames.FindByName(name, store.Catalog) is { } shown
            ? Answers.JsonAsync(context, status, json => WriteBucket(json, shown.Bucket, shown.Name))
            : MissingAsync(context, "bucket not found");

    private static async Task<bool> FailedAsync(HttpContext context, ChangeResult change)
    {
        if (change.IsDurable) return false;
        await (change.IsRefused
            ? Answers.V2ErrorAsync(context, StatusCodes.Status422UnprocessableEntity, "unprocessable entity", change.Error!)
            : Answers.V2ErrorAsync(context, StatusCodes.Status500InternalServerError, "internal error", change.Error!));
        return true;
    }

    private static Task MissingAsync(HttpContext context, string message) =>
        Answers.V2ErrorAsync(context, StatusCodes.Status404NotFound, "not found", message);

    /// <summary>Reads a name and a retention in nanoseconds, each null when it is not given.</summary>
    private static async Task<(string? Name, long? Retention, string? Error)> ReadAsync(HttpContext context, StoreServices services)
    {
        using RequestBody body = await RequestBody.ReadAsync(context, MaxBodyBytes, services.Bodies);
        if (body.Status != BodyStatus.Read) return (null, null, $"the body cannot be read: {body.Status}");
        try
        {
            using JsonDocument document = JsonDocument.Parse(body.Bytes);
            JsonElement root = document.RootElement;
            var name = root.TryGetProperty("name", out JsonElement named) ? named.GetString() : null;
            if (!root.TryGetProperty("retentionRules", out JsonElement rules)) return (name, null, null);
            long seconds = 0;
            foreach (JsonElement rule in rules.EnumerateArray()) seconds = rule.GetProperty("everySeconds").GetInt64();
            return seconds is < 0 or > long.MaxValue / NanosecondsPerSecond
                ? (name, null, "everySeconds is out of range")
                : (name, seconds * NanosecondsPerSecond, null);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return (null, null, $"failed to decode request body: {fault.Message}");
        }
    }

    private static void WriteBucket(Utf8JsonWriter json, Bucket bucket, string name)
    {
        var id = BucketNames.IdOf(name);
        json.WriteString("id", id);
        json.WriteString("orgID", BucketNames.OrgId);
        json.WriteString("type", "user");
        json.WriteString("name", name);
        json.WriteStartArray("retentionRules");
        if (bucket.Retention > 0)
        {
            json.WriteStartObject();
            json.WriteString("type", "expire");
            json.WriteNumber("everySeconds", bucket.Retention / NanosecondsPerSecond);
            json.WriteNumber("shardGroupDurationSeconds", bucket.ShardDuration / NanosecondsPerSecond);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("links");
        json.WriteString("self", $"{Path}/{id}");
        json.WriteString("write", $"/api/v2/write?org={BucketNames.OrgId}&bucket={id}");
        json.WriteEndObject();
    }
}
