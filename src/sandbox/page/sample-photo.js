/** Draws photos, so that trying the loop needs no file: a staircase whose handrail is loose or mended, an extinguisher empty or new. */

const WIDTH = 1200;
const HEIGHT = 900;
const SCENES = { rail: drawRail, extinguisher: drawExtinguisher };

/** @param stamp what a camera writes into the corner. @returns {Promise<Blob>} a JPEG. */
export async function photograph(scene, mended, stamp) {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext('2d');
  SCENES[scene](pen, mended);
  drawLight(pen);
  drawStamp(pen, stamp);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.86));
}

function gradient(pen, from, to, colours) {
  const fill = pen.createLinearGradient(...from, ...to);
  colours.forEach((colour, index) => {
    fill.addColorStop(index / (colours.length - 1), colour);
  });
  return fill;
}

function line(pen, points, width, colour) {
  pen.beginPath();
  points.forEach(([x, y], index) => {
    if (index === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  });
  pen.lineWidth = width;
  pen.strokeStyle = colour;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.stroke();
}

function drawWall(pen) {
  pen.fillStyle = gradient(pen, [0, 0], [0, HEIGHT], ['#e9e4d8', '#d9d2c1']);
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.fillStyle = gradient(pen, [0, 520], [0, HEIGHT], ['#8fb7a6', '#6f9787']);
  pen.fillRect(0, 520, WIDTH, HEIGHT - 520);
  pen.fillStyle = 'rgb(255 255 255 / 45%)';
  pen.fillRect(0, 512, WIDTH, 8);
}

const STEPS = 8;
const STEP_WIDTH = 130;
const STEP_HEIGHT = 62;
const stepCorner = (index) => [120 + index * STEP_WIDTH, 840 - index * STEP_HEIGHT];

function drawStairs(pen) {
  for (let index = 0; index < STEPS; index += 1) {
    const [x, y] = stepCorner(index);
    pen.fillStyle = gradient(pen, [x, y], [x, HEIGHT], ['#b9b3a8', '#8d867b']);
    pen.fillRect(x, y, WIDTH - x, HEIGHT - y);
    pen.fillStyle = '#d8d2c6';
    pen.fillRect(x, y, WIDTH - x, 10);
    pen.fillStyle = '#e2b93b';
    pen.fillRect(x, y + 2, STEP_WIDTH, 6);
  }
}

function drawRail(pen, mended) {
  drawWall(pen);
  drawStairs(pen);
  const posts = Array.from({ length: STEPS }, (_, index) => {
    const [x, y] = stepCorner(index);
    return { foot: [x + 60, y], head: [x + 60, y - 210] };
  });
  const lean = (index) => (mended || index < 3 ? 0 : (index - 2) * 26);
  posts.forEach(({ foot, head }, index) => {
    line(pen, [foot, [head[0] + lean(index) * 0.5, head[1] + lean(index)]], 14, '#5c6670');
  });
  const top = posts.map(({ head }, index) => [head[0] + lean(index) * 0.5, head[1] + lean(index)]);
  if (mended) drawWholeRail(pen, top);
  else drawBrokenRail(pen, top);
}

function drawWholeRail(pen, top) {
  line(pen, top, 30, '#7b4a2a');
  line(pen, top, 12, '#a86a40');
  for (const [x, y] of top) circle(pen, x, y, 9, '#d7dde2');
}

function drawBrokenRail(pen, top) {
  line(pen, top.slice(0, 3), 30, '#7b4a2a');
  line(pen, top.slice(0, 3), 12, '#a86a40');
  const fallen = top.slice(3).map(([x, y]) => [x + 10, y + 34]);
  line(pen, fallen, 30, '#6d4126');
  line(pen, fallen, 12, '#93592f');
  const [x, y] = top[2];
  line(
    pen,
    [
      [x + 8, y - 8],
      [x + 34, y + 12],
      [x + 20, y + 26],
      [x + 52, y + 46],
    ],
    5,
    '#2d1a0e',
  );
  circle(pen, top[3][0], top[3][1] + 10, 150, 'rgb(214 48 49 / 12%)');
  ring(pen, top[3][0], top[3][1] + 10, 150, '#d63031');
}

function circle(pen, x, y, radius, colour) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, Math.PI * 2);
  pen.fillStyle = colour;
  pen.fill();
}

function ring(pen, x, y, radius, colour) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, Math.PI * 2);
  pen.lineWidth = 10;
  pen.strokeStyle = colour;
  pen.stroke();
}

function drawExtinguisher(pen, mended) {
  drawWall(pen);
  pen.fillStyle = gradient(pen, [480, 0], [720, 0], ['#8f1515', '#e03131', '#b32020']);
  pen.beginPath();
  pen.roundRect(480, 330, 240, 500, [90, 90, 24, 24]);
  pen.fill();
  pen.fillStyle = mended ? '#f8f9fa' : '#e6dccb';
  pen.fillRect(500, 520, 200, 190);
  pen.fillStyle = '#b32020';
  pen.font = '700 44px sans-serif';
  pen.textAlign = 'center';
  pen.fillText('灭火器', 600, 590);
  line(
    pen,
    [
      [540, 640],
      [660, 640],
    ],
    8,
    '#adb5bd',
  );
  line(
    pen,
    [
      [540, 672],
      [630, 672],
    ],
    8,
    '#adb5bd',
  );
  pen.fillStyle = '#343a40';
  pen.fillRect(570, 260, 60, 80);
  line(
    pen,
    [
      [560, 250],
      [720, 220],
    ],
    26,
    '#212529',
  );
  line(
    pen,
    [
      [570, 290],
      [430, 330],
      [410, 560],
    ],
    24,
    '#212529',
  );
  drawGauge(pen, mended);
}

function drawGauge(pen, mended) {
  circle(pen, 860, 330, 150, '#ffffff');
  ring(pen, 860, 330, 150, '#495057');
  const bands = [
    ['#e03131', 0.8, 1.1],
    ['#2f9e44', 1.1, 1.5],
    ['#f2b705', 1.5, 2.2],
  ];
  for (const [colour, from, to] of bands) {
    pen.beginPath();
    pen.arc(860, 330, 112, from * Math.PI, to * Math.PI);
    pen.lineWidth = 34;
    pen.lineCap = 'butt';
    pen.strokeStyle = colour;
    pen.stroke();
  }
  const angle = (mended ? 1.32 : 0.92) * Math.PI;
  line(
    pen,
    [
      [860, 330],
      [860 + Math.cos(angle) * 104, 330 + Math.sin(angle) * 104],
    ],
    10,
    '#212529',
  );
  circle(pen, 860, 330, 16, '#212529');
}

/** A little uneven light and grain, so that it looks taken and no two are the same. */
function drawLight(pen) {
  const shade = pen.createRadialGradient(500, 320, 200, 600, 450, 900);
  shade.addColorStop(0, 'rgb(255 255 255 / 18%)');
  shade.addColorStop(1, 'rgb(0 0 0 / 34%)');
  pen.fillStyle = shade;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  for (let grain = 0; grain < 2_500; grain += 1) {
    pen.fillStyle = grain % 2 === 0 ? 'rgb(255 255 255 / 6%)' : 'rgb(0 0 0 / 6%)';
    pen.fillRect(Math.random() * WIDTH, Math.random() * HEIGHT, 3, 3);
  }
}

function drawStamp(pen, stamp) {
  pen.font = '600 34px sans-serif';
  pen.textAlign = 'right';
  pen.shadowColor = 'rgb(0 0 0 / 70%)';
  pen.shadowBlur = 6;
  pen.fillStyle = '#ffe8a3';
  pen.fillText(stamp, WIDTH - 32, HEIGHT - 36);
  pen.textAlign = 'left';
  pen.fillStyle = 'rgb(255 255 255 / 85%)';
  pen.fillText('示例照片', 32, HEIGHT - 36);
  pen.shadowBlur = 0;
}
