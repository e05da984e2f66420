namespace Lectures.Models.Checking;

/// <summary>How gradients are checked.</summary>
public sealed record GradientCheckOptions
{
    /// <summary>The step h of central differences; null chooses one for each tensor from 1e-3 … 1e-7, where the quotients
    /// for h and h/2 agree best. PyTorch's gradcheck takes 1e-6 always.</summary>
    public double? Eps { get; init; }

    /// <summary>Absolute tolerance against differences, added to what rounding explains, 4 ε |L| / h. PyTorch: 1e-5.</summary>
    public double Atol { get; init; }

    /// <summary>Tolerance against differences relative to the largest value of the tensor. PyTorch: 1e-3, entry by entry.</summary>
    public double Rtol { get; init; } = 1e-6;

    /// <summary>Tolerance of the hand-written gradient against autograd's, relative to the largest value of the tensor.</summary>
    public double AutogradRtol { get; init; } = 1e-10;

    /// <summary>Entries of each tensor held against differences; all of them where there are no more.</summary>
    public int Entries { get; init; } = 64;

    /// <summary>Random directions in which each tensor is held against differences.</summary>
    public int Directions { get; init; } = 4;

    /// <summary>Decides dy, directions and sampled entries.</summary>
    public long Seed { get; init; } = 1;
}
