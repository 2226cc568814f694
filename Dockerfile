# syntax=docker/dockerfile:1

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY . .
# As the README has it; then anew what the server runs with, and nothing else: pnpm alone would leave the rest where it is.
RUN npx -y pnpm install --frozen-lockfile \
  && npx -y pnpm build \
  && rm -rf node_modules packages/*/node_modules apps/*/node_modules bench/node_modules \
  && npx -y pnpm install --frozen-lockfile --prod --filter "@typedo/server..."
# What only compiling and testing read.
RUN rm -rf packages/*/src packages/*/dist/testing* apps/server/src

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/packages/db ./packages/db
COPY --from=build /app/packages/auth ./packages/auth
COPY --from=build /app/packages/trpc-rest ./packages/trpc-rest
COPY --from=build /app/packages/api ./packages/api
COPY --from=build /app/apps/server ./apps/server
COPY --from=build /app/apps/web/dist ./apps/web/dist
# Everything belongs to root, and nothing is written: it runs with a read-only file system too.
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The process itself, so that SIGTERM reaches it: what is under way is finished first.
CMD ["node", "--max-semi-space-size=32", "apps/server/dist/main.js"]
