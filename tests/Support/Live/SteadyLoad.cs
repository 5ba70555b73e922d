using System.Diagnostics;

namespace Holdfast.Tests.Support.Live;

/// <summary>Posts one body after the other at a steady rate, whatever the answers do.</summary>
/// <param name="holdfast">To whom.</param>
/// <param name="path">The route and its parameters.</param>
/// <param name="rate">Requests per second.</param>
/// <param name="body">The body of each request, by its number from 0.</param>
internal sealed class SteadyLoad(LiveHoldfast holdfast, string path, int rate, Func<int, string> body)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Sends for so long and waits for every answer.</summary>
    /// <returns>The answers, by the number of the request.</returns>
    public async Task<IReadOnlyList<LiveAnswer>> RunAsync(TimeSpan span)
    {
        var answers = new Task<LiveAnswer>[(int)(rate * span.TotalSeconds)];
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Tick);
        for (var next = 0; next < answers.Length; await timer.WaitForNextTickAsync())
        {
            while (next < answers.Length && next <= clock.Elapsed.TotalSeconds * rate)
            {
                answers[next] = holdfast.PostAsync(path, body(next));
                next++;
            }
        }

        return await Task.WhenAll(answers);
    }
}
