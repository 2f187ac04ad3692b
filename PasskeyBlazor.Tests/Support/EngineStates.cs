using System.Text.Json.Nodes;

namespace PasskeyBlazor.Tests.Support;

/// <summary>Sets a challenge that was given long ago into a state that was made now.</summary>
public static class EngineStates
{
    public static string WithChallenge(string engineState, byte[] challenge)
    {
        var state = JsonNode.Parse(engineState)!;
        state["challenge"] = Convert.ToBase64String(challenge);

        return state.ToJsonString();
    }
}
