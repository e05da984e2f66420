using Lectures.Models.Native;
using Lectures.Models.Tests;
using NUnit.Framework.Interfaces;

[assembly: FinalizersWait]

namespace Lectures.Models.Tests;

/// <summary>While a test runs, no finalizer does: the host of the tests has threads of its own, and what they allocate may
/// start a collection in the middle of an operation of libtorch (<see cref="FinalizerPause"/>).</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class FinalizersWaitAttribute : Attribute, ITestAction
{
    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test) => FinalizerPause.Enter();

    public void AfterTest(ITest test) => FinalizerPause.Leave();
}
