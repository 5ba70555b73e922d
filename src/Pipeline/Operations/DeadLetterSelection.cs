namespace Holdfast.Pipeline.Operations;

/// <summary>Which dead letters an operator means: exactly one of the four ways.</summary>
public sealed record DeadLetterSelection
{
    /// <summary>These.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>All with this reason.</summary>
    public string? Reason { get; init; }

    /// <summary>All.</summary>
    public bool? All { get; init; }

    /// <summary>This one, with <see cref="Text"/> in place of its bytes.</summary>
    public string? Id { get; init; }

    /// <summary>The edited lines; redrive only, together with <see cref="Id"/>.</summary>
    public string? Text { get; init; }

    /// <summary>What is wrong with the selection; null when nothing is.</summary>
    public string? Fault
    {
        get
        {
            var ways = (Ids is null ? 0 : 1) + (Reason is null ? 0 : 1) + (All is true ? 1 : 0) + (Id is null ? 0 : 1);
            if (ways != 1)
                return "select dead letters in one way: {\"ids\":[…]}, {\"reason\":\"…\"}, {\"all\":true} or {\"id\":\"…\"}";
            return Text is not null && Id is null ? "edited text goes with one id: {\"id\":\"…\",\"text\":\"…\"}" : null;
        }
    }
}
