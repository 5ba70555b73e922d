namespace Holdfast.Functions.Tests.EndToEnd;

/// <summary>Whether an instance lives. Of one that is dead no call goes out, and no answer to one that was under way comes in.</summary>
internal sealed class LifeLine
{
    private readonly TaskCompletionSource _death = new();

    /// <summary>Ends when the instance does.</summary>
    public Task Death => _death.Task;

    public bool IsCut => Death.IsCompleted;

    public void Cut() => _death.TrySetResult();

    public async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        await StopAsync();
        var answer = await call();
        await StopAsync();
        return answer;
    }

    /// <summary>Never comes back to what is dead.</summary>
    public Task StopAsync() => IsCut ? new TaskCompletionSource().Task : Task.CompletedTask;
}
