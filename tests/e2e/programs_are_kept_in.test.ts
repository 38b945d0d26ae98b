/** A program is a stranger's: it runs in an opaque origin without network of its own, and what it does there ends with it. */
import { describe, expect, test } from 'vitest';
import { cpp, usePlayground } from './support.js';

describe('a program', () => {
  const page = usePlayground();

  test('has no origin, no storage and no network but the page’s broker', async () => {
    const { playground } = page;
    await playground.page.evaluate(() => {
      document.cookie = 'secret=1';
      localStorage.setItem('secret', '1');
    });
    const result = await playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <emscripten/val.h>
      #include <string>

      using emscripten::val;

      // What JavaScript makes of an expression, or the name of the error it throws.
      std::string attempt(const char* expression) {
        return val::global("Function")
            .new_(std::string("try { return String(") + expression + "); } catch (error) { return error.name; }")()
            .as<std::string>();
      }

      int main() {
        weft::println("origin: {}", attempt("self.origin"));
        weft::println("storage: {}", attempt("typeof localStorage"));
        weft::println("database: {}", attempt("indexedDB.open('x')"));
        weft::println("document: {}", attempt("typeof document"));
        weft::println("script: {}", attempt("importScripts('data:text/javascript,1')"));
        weft::println("request: {}", attempt(
            "(() => { const r = new XMLHttpRequest(); r.open('GET', 'https://example.com/', false); r.send(); return r.status; })()"));
      }
    `);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout.split('\n')).toEqual([
      'origin: null',
      'storage: undefined',
      'database: SecurityError',
      'document: undefined',
      'script: NetworkError',
      'request: NetworkError',
      '',
    ]);
    // The browser notes on its console what its policy forbade.
    playground.complaints = playground.complaints.filter((complaint) => !/Content Security Policy/i.test(complaint));
  });

  test('leaves nothing for the next one: each has a realm and a memory of its own', async () => {
    const { playground } = page;
    const source = cpp`
      #include <weft/weft.hpp>
      #include <emscripten/val.h>
      static int runs = 0;
      int main() {
        auto self = emscripten::val::global("self");
        weft::println("{} {}", ++runs, self["mark"].isUndefined());
        self.set("mark", 1);
      }
    `;
    for (let run = 0; run < 2; run += 1) expect((await playground.runSource(source)).stdout).toBe('1 true\n');
  });

  test('has no files, and hears so', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <cerrno>
      #include <cstdio>
      #include <cstring>
      #include <filesystem>
      #include <fstream>
      #include <thread>

      namespace fs = std::filesystem;

      int main() {
        weft::println("there: {}", fs::exists("here.txt"));
        weft::println("read: {}", std::ifstream("here.txt").is_open());
        weft::println("written: {}", std::ofstream("there.txt").is_open());
        std::thread([] {
          std::FILE* file = std::fopen("made.txt", "w");
          weft::println("made: {}, {}", file != nullptr, std::strerror(errno));
        }).join();
        try {
          fs::create_directory("folder");
        } catch (const fs::filesystem_error& error) {
          weft::println("{}", error.code().message());
        }
        weft::println("removed: {}", fs::remove("here.txt"));
      }
    `);
    expect(result).toMatchObject({
      exitCode: 0,
      stderr: 'weft: cannot open "here.txt": a program in a page has no files\n',
      stdout: 'there: false\nread: false\nwritten: false\nmade: false, Read-only file system\nRead-only file system\nremoved: false\n',
    });
  });
});
