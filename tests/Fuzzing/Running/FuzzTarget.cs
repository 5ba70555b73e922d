namespace Holdfast.Fuzzing.Running;

/// <summary>One reader of the product with what must hold of it. An input is always bytes, so that every target shares the minimiser and the corpus.</summary>
internal abstract class FuzzTarget : IAsyncDisposable
{
    /// <summary>By which it is chosen; also its folder in the corpus.</summary>
    public abstract string Name { get; }

    /// <summary>How many seeds the tests run: about a second's worth or two.</summary>
    public abstract int TestSeeds { get; }

    /// <summary>Makes what the target needs before the first input.</summary>
    public virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>The input of a seed: the same bytes for the same seed, always.</summary>
    public abstract byte[] Make(Random random);

    /// <summary>Hands an input to the product. Whatever it throws is a finding, <see cref="Finding"/> or not.</summary>
    public abstract Task CheckAsync(byte[] input);

    /// <summary>The input for people.</summary>
    public virtual string Show(byte[] input) => Shown.Of(input);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
