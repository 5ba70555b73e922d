using System.Text;
using Holdfast.Pipeline.Stores;

namespace Holdfast.RedisLive.Support;

/// <summary>
/// A store in memory that all instances write to, with a store's meaning: a point is its series and time, and the last value written to it
/// stands.
/// </summary>
internal sealed class SharedStore : IStoreTransport
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _points = new(StringComparer.Ordinal);

    /// <summary>How many points were written, repeated ones too.</summary>
    public int Written { get; private set; }

    /// <summary>What it holds: the value by series and time.</summary>
    public IReadOnlyDictionary<string, string> Points
    {
        get
        {
            lock (_lock)
                return new Dictionary<string, string>(_points, StringComparer.Ordinal);
        }
    }

    public Task<StoreResponse> SendAsync(StoreRequest request, CancellationToken ct)
    {
        var body = string.Concat(request.Body.Select(static part => Encoding.UTF8.GetString(part.Span)));
        lock (_lock)
        {
            foreach (var line in body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var words = line.Split(' ');
                _points[$"{words[0]} {words[2]}"] = words[1];
                Written++;
            }
        }

        return Task.FromResult(StoreResponse.NoContent);
    }
}
