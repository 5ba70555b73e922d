using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Following;

namespace Holdfast.Functions.Tests.Durable;

/// <summary>An authority whose word is what the only instance's own breaker says, as it is where an instance is alone.</summary>
internal sealed class LocalAuthority(WritingRig rig) : IBreakerAuthority
{
    /// <summary>Whether it answers.</summary>
    public bool Answers { get; set; } = true;

    /// <summary>Instances that have yet to rewind.</summary>
    public int Rewinding { get; set; }

    public List<string> Early { get; } = [];

    public Task<LinkResult<AuthoritySnapshot>> ReadAsync(string store, CancellationToken cancellationToken)
    {
        var state = rig.Breakers[store].State;
        var marks = Enumerable.Range(0, Rewinding).Select(index => new InstanceMark($"i{index}", 1, 1, state.Clock, RewindPending: true));
        return Task.FromResult(Answers
            ? new LinkResult<AuthoritySnapshot>(LinkFault.None, "", new(store, new() { Breaker = state, Marks = [.. marks], Version = 1 }, rig.Time.GetUtcNow()))
            : new LinkResult<AuthoritySnapshot>(LinkFault.Unreachable, "away", null));
    }

    public Task<LinkResult> ReportAsync(string store, BreakerReport report, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<LinkResult> IsolateAsync(string store, AuthorityEvent.Isolate isolate, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<LinkResult> RestoreAsync(string store, AuthorityEvent.Restore restore, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<LinkResult> ProbeEarlyAsync(string store, AuthorityEvent.ProbeEarly early, CancellationToken cancellationToken)
    {
        Early.Add(store);
        return Task.FromResult(LinkResult.Done);
    }
}
