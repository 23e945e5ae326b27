/** Words for challenges: common, of two or more syllables, and none that could be taken for another of them. */
export const CHALLENGE_WORDS: readonly string[] = `
  amber anchor apple apron arrow autumn badger balcony bamboo banana banjo barrel basket beacon beaver
  bicycle biscuit blossom bottle breakfast bridge bronze bucket buffalo butter button cabbage cabin
  cactus camel candle canyon carpet castle cedar celery chapel cherry chimney chocolate cinema circle
  clover cobalt coconut coffee copper cotton cricket crystal curtain daisy desert diamond dolphin
  domino donkey dragon eagle elbow elephant emerald engine feather festival fiddle flamingo forest
  galaxy garden garlic ginger giraffe glacier granite guitar harbor harvest hazelnut helmet hexagon
  hockey honey horizon iceberg igloo indigo island ivory jacket jaguar jasmine jelly jungle kangaroo
  kettle kitten ladder lagoon lantern lavender lemon leopard lighthouse lobster magnet marble meadow
  melon meteor mirror mosaic muffin mushroom mustard napkin nectar needle notebook oatmeal ocean
  octopus olive onion orange orchard paddle peanut pebble pelican pencil pepper piano picnic pillow
  pioneer planet pocket potato pumpkin puzzle rabbit radio ribbon river robin sandal saturn shadow
  silver spider spinach squirrel sunflower tango teapot thunder tiger tomato tractor trumpet tulip
  tunnel turtle umbrella valley vanilla velvet violin volcano waffle walnut walrus whisper window
  winter zebra zipper
`
  .trim()
  .split(/\s+/);
