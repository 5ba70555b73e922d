using System.Runtime.InteropServices;

namespace Holdfast.Routing.Planning;

/// <summary>The time that one batch may take, in proportion to its size.</summary>
/// <param name="Total">All of it, from admission to answer.</param>
/// <param name="Attempts">The part in which targets may be tried; what is left is for the deferred log and the answer.</param>
/// <param name="Try">The limit of one attempt.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TimeBudget(TimeSpan Total, TimeSpan Attempts, TimeSpan Try)
{
    /// <summary>The longest that one attempt may take, however large the body (design, section 4).</summary>
    public static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(10);

    /// <summary>The share of the total that is kept back for recording what is owed.</summary>
    public const double Reserve = 0.2;

    /// <summary>The budget of a body.</summary>
    /// <param name="bytes">The body's normalised size.</param>
    /// <param name="referenceBytes">The size up to which the times hold as given; larger bodies get more in proportion.</param>
    /// <param name="total">The total for a body of the reference size.</param>
    /// <param name="oneTry">The limit of one attempt for a body of the reference size; below <paramref name="total"/>.</param>
    public static TimeBudget For(long bytes, int referenceBytes, TimeSpan total, TimeSpan oneTry)
    {
        var scale = Math.Max(1.0, (double)bytes / referenceBytes);
        if (oneTry * scale > LongestTry)
            scale = Math.Max(1.0, LongestTry / oneTry);
        return new(total * scale, total * scale * (1 - Reserve), oneTry * scale);
    }
}
