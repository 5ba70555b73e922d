using System.Globalization;
using System.Text;

using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.Faults;

using Microsoft.AspNetCore.Http;

namespace Holdfast.Standalone.Embedded.Http;

/// <summary>Carries a fault out on one request.</summary>
internal sealed class FaultPlayer
{
    private readonly FaultSwitch _faults;
    private readonly StoreServices _services;
    private readonly TimeProvider _time;

    public FaultPlayer(FaultSwitch faults, StoreServices services, TimeProvider time)
    {
        _faults = faults;
        _services = services;
        _time = time;
    }

    /// <summary>Plays a fault; <paramref name="carryOut"/> is what would have been done without it.</summary>
    public async Task PlayAsync(FaultSettings fault, HttpContext context, Func<HttpContext, Task> carryOut)
    {
        if (fault.Mode == FaultMode.Reset)
        {
            await ReadSomeAsync(context);
            context.Abort();
            return;
        }

        // Read first: a store that hangs or is slow has the request in its buffers, and may carry it out after the client has gone.
        using RequestBody body = await ReadRawAsync(context);
        if (body.Status != BodyStatus.Read)
        {
            context.Abort();
            return;
        }

        CancellationToken clientGone = context.RequestAborted;
        context.RequestAborted = CancellationToken.None;
        context.Request.Body = new MemoryStream(body.Bytes.ToArray(), writable: false);
        switch (fault.Mode)
        {
            case FaultMode.Hang:
                await HangAsync(fault, context, carryOut, clientGone);
                break;
            case FaultMode.Slow:
                await Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMs!.Value), _time, CancellationToken.None);
                await carryOut(context);
                break;
            case FaultMode.Status:
                await AnswerAsync(fault, context);
                break;
            case FaultMode.CommitThenTimeout:
                await CommitThenHangAsync(context, carryOut, clientGone);
                break;
            case FaultMode.RejectMatching:
                await RejectAsync(fault, context, carryOut);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault.Mode, "No request meets this fault.");
        }
    }

    private static async Task ReadSomeAsync(HttpContext context)
    {
        try
        {
            var some = new byte[64];
            _ = await context.Request.Body.ReadAsync(some, context.RequestAborted);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or BadHttpRequestException)
        {
            // The client was quicker; the connection is gone either way.
        }
    }

    /// <summary>Reads the body as it came: what was compressed stays so, for whoever carries the request out.</summary>
    private async Task<RequestBody> ReadRawAsync(HttpContext context)
    {
        string? encoding = context.Request.Headers.ContentEncoding;
        context.Request.Headers.ContentEncoding = default;
        RequestBody body = await RequestBody.ReadAsync(context, _services.Store.Options.MaxBodyBytes, _services.Bodies);
        context.Request.Headers.ContentEncoding = encoding;
        return body;
    }

    private async Task HangAsync(FaultSettings fault, HttpContext context, Func<HttpContext, Task> carryOut, CancellationToken clientGone)
    {
        if (!await WaitAsync(fault.Apply ? CancellationToken.None : clientGone) || !fault.Apply) context.Abort();
        else await carryOut(context);
    }

    private async Task CommitThenHangAsync(HttpContext context, Func<HttpContext, Task> carryOut, CancellationToken clientGone)
    {
        // The answer is written to nowhere, so that the request is carried out whole and the client sees nothing of it.
        context.Response.Body = Stream.Null;
        await carryOut(context);
        await WaitAsync(clientGone);
        context.Abort();
    }

    /// <summary>Waits until the fault is cleared or the client goes away. False when too many wait already.</summary>
    private async Task<bool> WaitAsync(CancellationToken clientGone)
    {
        if (!_faults.TryHang(out Task released)) return false;
        try
        {
            await released.WaitAsync(clientGone);
        }
        catch (OperationCanceledException) when (clientGone.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        finally
        {
            _faults.Leave();
        }

        return true;
    }

    private static Task AnswerAsync(FaultSettings fault, HttpContext context)
    {
        var status = fault.Status!.Value;
        if (fault.RetryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (WriteTarget.IsV2Path(context))
        {
            (var code, var message) = FaultBodies.V2(status, context.Request.Query["bucket"]);
            return Answers.V2ErrorAsync(context, status, code, fault.Message ?? message);
        }

        var error = fault.Message ?? FaultBodies.V1(status, context.Request.Query["db"]);
        return FaultBodies.IsPlainText(status) ? Answers.TextAsync(context, status, error) : Answers.V1ErrorAsync(context, status, error);
    }

    private async Task RejectAsync(FaultSettings fault, HttpContext context, Func<HttpContext, Task> carryOut)
    {
        Stream raw = context.Request.Body;
        using RequestBody body = await RequestBody.ReadAsync(context, _services.Store.Options.MaxBodyBytes, _services.Bodies);
        WriteTarget? target = WriteTarget.Of(context, _services.Store);
        var poison = Encoding.UTF8.GetBytes(fault.Text!);
        if (target is null || body.Status != BodyStatus.Read || body.Bytes.Span.IndexOf(poison) < 0)
        {
            raw.Position = 0;
            context.Request.Body = raw;
            await carryOut(context);
            return;
        }

        (var healthy, var first) = Sift(body.Bytes.Span, poison);
        if (!fault.Atomic)
        {
            WriteOutcome outcome = await _services.Store.WriteAsync(target.Request, healthy);
            if (outcome.Status != WriteStatus.Applied)
            {
                await WriteEndpoint.AnswerAsync(context, target, outcome);
                return;
            }
        }

        var reason = fault.Message ?? $"unable to parse '{first}': invalid field format";
        var message = fault.Atomic ? reason : $"partial write: {reason} dropped=0";
        await WriteEndpoint.RefuseAsync(context, target, StatusCodes.Status400BadRequest, "invalid", message);
    }

    /// <summary>The lines without the poison, and the first line with it.</summary>
    private static (byte[] Healthy, string First) Sift(ReadOnlySpan<byte> text, ReadOnlySpan<byte> poison)
    {
        using MemoryStream healthy = new(text.Length);
        string? first = null;
        foreach (Range range in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = text[range];
            if (line.IndexOf(poison) >= 0)
            {
                first ??= Encoding.UTF8.GetString(line[..Math.Min(line.Length, WriteTally.LineTextLimit)]);
                continue;
            }

            healthy.Write(line);
            healthy.WriteByte((byte)'\n');
        }

        return (healthy.ToArray(), first ?? "");
    }
}
