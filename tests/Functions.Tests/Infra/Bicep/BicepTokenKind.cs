namespace Holdfast.Functions.Tests.Infra.Bicep;

/// <summary>What a <see cref="BicepToken"/> is.</summary>
internal enum BicepTokenKind
{
    /// <summary>A name or keyword.</summary>
    Name,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text in single quotes.</summary>
    Text,

    /// <summary>An operator or bracket.</summary>
    Mark,

    /// <summary>One or more line ends.</summary>
    NewLine,

    /// <summary>The end of the file.</summary>
    End,
}
