import fc from "fast-check";
import {
  canonical,
  containsCidr,
  findOverlaps,
  firstFree,
  formatCidr,
  isCanonical,
  isPrivate,
  isPublic,
  overlaps,
  parseAddress,
  parseCidr,
  sizeOf,
  type Cidr,
} from "../../../domain/network/cidr";

const cidr = (text: string): Cidr => parseCidr(text)!;

/** Any block, written with its first address; crowded so that blocks meet. */
const block = fc
  .record({
    address: fc.integer({ min: 0, max: 0xffff }).map((n) => 0x0a280000 + n),
    prefix: fc.integer({ min: 16, max: 32 }),
  })
  .map(canonical);
const anyBlock = fc.record({
  address: fc.integer({ min: 0, max: 0xffff_ffff }),
  prefix: fc.integer({ min: 0, max: 32 }),
});

describe("parseCidr", () => {
  it("reads what it writes", () => {
    fc.assert(fc.property(anyBlock, (any) => expect(parseCidr(formatCidr(any))).toEqual(any)));
  });

  it.each([
    "10.0.0.0",
    "10.0.0/8",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/08",
    "256.0.0.0/8",
    "010.0.0.0/8",
    "0x0a.0.0.0/8",
    "10.0.0.0/8/8",
    "::/0",
    "",
  ])("rejects %s", (text) => expect(parseCidr(text)).toBeUndefined());

  it("reads single addresses apart", () => {
    expect(parseAddress("203.0.113.7")).toBe(0xcb00_7107);
    expect(parseAddress("203.0.113.7/32")).toBeUndefined();
  });
});

describe("canonical", () => {
  it("clears the host bits", () => {
    expect(formatCidr(canonical(cidr("10.40.1.7/22")))).toBe("10.40.0.0/22");
    expect(formatCidr(canonical(cidr("255.255.255.255/0")))).toBe("0.0.0.0/0");
  });

  it("is a block that is canonical, contains the address, and is the same block", () => {
    fc.assert(
      fc.property(anyBlock, (any) => {
        expect(isCanonical(canonical(any))).toBe(true);
        expect(containsCidr(canonical(any), { address: any.address, prefix: 32 })).toBe(true);
        expect(containsCidr(any, canonical(any)) && containsCidr(canonical(any), any)).toBe(true);
      }),
    );
  });
});

describe("overlaps and containsCidr", () => {
  it("agree: two blocks overlap if and only if one contains the other", () => {
    fc.assert(
      fc.property(block, block, (a, b) => {
        expect(overlaps(a, b)).toBe(containsCidr(a, b) || containsCidr(b, a));
        expect(overlaps(a, b)).toBe(overlaps(b, a));
      }),
    );
  });

  it("tell neighbours apart", () => {
    expect(overlaps(cidr("10.40.0.0/22"), cidr("10.40.4.0/22"))).toBe(false);
    expect(overlaps(cidr("10.40.0.0/22"), cidr("10.40.3.255/32"))).toBe(true);
  });
});

describe("findOverlaps", () => {
  it("finds something wrong with a block if and only if comparing all pairs does", () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
        const pairs = blocks.some((a, i) => blocks.some((b, j) => i < j && overlaps(a, b)));
        const found = findOverlaps(blocks, (one) => one);
        expect(found.length > 0).toBe(pairs);
        for (const { item, other } of found) expect(overlaps(item, other)).toBe(true);
      }),
    );
  });

  it("leaves blocks without overlap once those it names are taken away", () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
        const items = blocks.map((one) => ({ one }));
        const named = new Set(findOverlaps(items, ({ one }) => one).map(({ item }) => item));
        expect(
          findOverlaps(
            items.filter((item) => !named.has(item)),
            ({ one }) => one,
          ),
        ).toEqual([]);
      }),
    );
  });
});

describe("firstFree", () => {
  it("gives a block of the length asked for, inside the space, that is no one's", () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 8 }), fc.integer({ min: 16, max: 28 }), (taken, prefix) => {
        const free = firstFree(cidr("10.40.0.0/16"), prefix, taken);
        if (free === undefined) return;
        expect(free.prefix).toBe(prefix);
        expect(isCanonical(free) && containsCidr(cidr("10.40.0.0/16"), free)).toBe(true);
        expect(taken.some((one) => overlaps(one, free))).toBe(false);
      }),
    );
  });

  it("fills a space to the last block", () => {
    const taken: Cidr[] = [];
    for (
      let next = firstFree(cidr("10.0.0.0/24"), 26, taken);
      next !== undefined;
      next = firstFree(cidr("10.0.0.0/24"), 26, taken)
    ) {
      taken.push(next);
    }
    expect(taken.map(formatCidr)).toEqual(["10.0.0.0/26", "10.0.0.64/26", "10.0.0.128/26", "10.0.0.192/26"]);
    expect(taken.map(sizeOf)).toEqual([64, 64, 64, 64]);
  });

  it("finds nothing larger than the space", () => {
    expect(firstFree(cidr("10.0.0.0/24"), 23, [])).toBeUndefined();
  });
});

describe("isPrivate and isPublic", () => {
  it.each(["10.0.0.0/8", "172.16.0.0/12", "172.31.255.0/24", "192.168.0.0/16"])("%s is private", (text) => {
    expect([isPrivate(cidr(text)), isPublic(cidr(text))]).toEqual([true, false]);
  });
  it.each(["203.0.113.0/24", "52.10.0.0/16", "11.0.0.0/8", "172.32.0.0/11", "192.167.0.0/16"])(
    "%s is public",
    (text) => {
      expect([isPrivate(cidr(text)), isPublic(cidr(text))]).toEqual([false, true]);
    },
  );
  it.each(["100.64.0.0/10", "127.0.0.1/32", "169.254.1.0/24", "224.0.0.0/4", "255.255.255.255/32", "172.0.0.0/8"])(
    "%s is neither",
    (text) => {
      expect([isPrivate(cidr(text)), isPublic(cidr(text))]).toEqual([false, false]);
    },
  );
});
