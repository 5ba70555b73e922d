using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Benchmarks.Throughput;

/// <summary>
/// <c>null-store URL</c>: reads what is written to it, counts the points, answers 204, and keeps nothing. <c>GET /points</c> tells the
/// count, every other GET answers 204.
/// </summary>
internal static class NullStore
{
    private static long _points;

    public static int Run(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        app.Run(AnswerAsync);
        app.Run();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            if (context.Request.Path == "/points")
                await context.Response.WriteAsync($"{Interlocked.Read(ref _points)}");
            else
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var reader = context.Request.BodyReader;
        long points = 0;
        while (true)
        {
            var read = await reader.ReadAsync();
            foreach (var piece in read.Buffer)
                points += piece.Span.Count((byte)'\n');
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }

        Interlocked.Add(ref _points, points);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
