"""One session of every tool, resource and prompt with the official Python SDK; see every_tool.rs."""

import asyncio
import json
import sys

import anyio
from mcp import Client, types
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError


class Session:
    def __init__(self, plan):
        self.plan = plan
        self.known = dict(plan["variables"])
        self.answer = "accept"
        self.asked = 0

    async def elicited(self, _context, params):
        self.asked += 1
        assert "confirm" in json.dumps(params.requested_schema), params
        content = {"confirm": True} if self.answer == "accept" else None
        return types.ElicitResult(action=self.answer, content=content)

    def filled(self, value):
        if isinstance(value, dict):
            return {key: self.filled(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.filled(item) for item in value]
        if isinstance(value, str) and value.startswith("$"):
            return self.known[value[1:]]
        return value

    async def step(self, client, step):
        told, before = [], self.asked
        asks = step.get("asks")
        self.answer = asks or "accept"

        async def progress(done, total, _message):
            told.append((done, total))

        result = await client.call_tool(
            "confluence_" + step["tool"],
            self.filled(step["arguments"]),
            progress_callback=progress if step.get("progress") else None,
        )
        text = "\n".join(getattr(block, "text", "") for block in result.content)
        fails = step.get("fails")
        if step.get("only", self.plan["deployment"]) != self.plan["deployment"]:
            fails = "not supported"
        elif asks and not self.plan["can_ask"]:
            fails = "cannot ask its user"
        elif asks == "decline":
            fails = "declined"
        assert bool(result.is_error) == (fails is not None), text
        assert (fails or step.get("says", "")) in text, text
        assert self.asked - before == (1 if asks and self.plan["can_ask"] else 0), self.asked
        assert bool(told) == (bool(step.get("progress")) and fails is None), told
        for name, pointer in step.get("save", {}).items():
            value = json.loads(result.content[0].text)
            for key in pointer.strip("/").split("/"):
                value = value[int(key) if key.isdigit() else key]
            self.known[name] = value

    async def beside(self, client):
        """What is not a tool."""
        page = self.known["page"]
        listed = await client.list_resources()
        assert "confluence://spaces/DOCS" in [str(resource.uri) for resource in listed.resources]
        templates = await client.list_resource_templates()
        assert len(templates.resource_templates) == 4, templates
        read = await client.read_resource(f"confluence://pages/{page}")
        assert "## Prerequisites" in read.contents[0].text, read
        image = await client.read_resource(f"confluence://pages/{page}/attachments/overview.png")
        assert image.contents[0].blob.startswith("iVBOR"), image
        prompts = [prompt.name for prompt in (await client.list_prompts()).prompts]
        assert prompts == ["summarize_space_changes", "draft_page", "review_page"], prompts
        filled = await client.get_prompt("review_page", {"page_id": page})
        assert page in filled.messages[0].content.text, filled
        reference = types.ResourceTemplateReference(
            type="ref/resource", uri="confluence://spaces/{space_key}/pages/{title}"
        )
        keys = await client.complete(reference, {"name": "space_key", "value": "DO"})
        assert keys.completion.values == ["DOCS"], keys
        titles = await client.complete(reference, {"name": "title", "value": "Arch"}, {"space_key": "DOCS"})
        assert titles.completion.values == ["Architecture"], titles
        for wrong in (
            client.call_tool("confluence_nothing", {}),
            client.read_resource("confluence://nothing"),
            client.get_prompt("nothing"),
        ):
            try:
                await wrong
            except MCPError:
                continue
            raise AssertionError("no error")

    async def cancel(self, client):
        """A call that takes long is given up; the one that started this sees that the wiki is asked no more."""
        say("slow")
        with anyio.move_on_after(0.35) as scope:
            await client.call_tool("confluence_get_page_children", {"parent_id": self.known["deep"], "depth": 20})
        assert scope.cancelled_caught, "it was not slow"
        await anyio.sleep(0.2)
        say("given up")
        assert not (await client.call_tool("confluence_list_spaces", {})).is_error


def say(word):
    print(word, flush=True)
    assert sys.stdin.readline().strip() == "ok"


async def main():
    plan = json.loads(sys.stdin.readline())
    session = Session(plan)
    if plan["url"]:
        server = plan["url"]
    else:
        program, *arguments = plan["command"]
        server = stdio_client(StdioServerParameters(command=program, args=arguments))
    mode = {"modern": "auto", "legacy": "legacy"}[plan["era"]]
    async with Client(server, mode=mode, elicitation_callback=session.elicited) as client:
        expected = {"modern": "2026-07-28", "legacy": "2025-11-25"}[plan["era"]]
        assert client.protocol_version == expected, client.protocol_version
        names = sorted(tool.name for tool in (await client.list_tools()).tools)
        assert names == plan["tools"], names
        for step in plan["calls"]:
            try:
                await session.step(client, step)
            except Exception as error:
                raise AssertionError(f"{step['tool']} {step['arguments']}: {error!r}") from error
        await session.beside(client)
        await session.cancel(client)
    print(json.dumps({"calls": len(plan["calls"]), "asked": session.asked}), flush=True)


asyncio.run(main())
