using System.Runtime.InteropServices;

namespace Holdfast.Routing.Planning;

/// <summary>Adjacent units of a bisection.</summary>
/// <param name="Start">The first unit, from 0.</param>
/// <param name="End">The unit after the last.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BisectionRange(int Start, int End)
{
    /// <summary>How many units it holds.</summary>
    public int Length => End - Start;
}
